/// Unicode in the letters of a host name (RFC 3492), without the prefix `xn--`.
enum Punycode {
    private static let base: UInt32 = 36
    private static let initialBias: UInt32 = 72
    private static let initialCode: UInt32 = 128
    private static let hyphen: Unicode.Scalar = "-"

    /// The text for `scalars`; nil when the numbers outgrow 32 bits (RFC 3492 §6.4).
    static func encode(_ scalars: [Unicode.Scalar]) -> String? {
        let basic = scalars.filter(\.isASCII)
        var text = String(String.UnicodeScalarView(basic))
        if !basic.isEmpty { text += "-" }
        var state = State()
        var handled = basic.count
        var code = initialCode
        while handled < scalars.count {
            guard let next = scalars.map(\.value).filter({ $0 >= code }).min(),
                state.skip(to: next, from: code, handled: handled)
            else { return nil }
            for scalar in scalars {
                if scalar.value < next { state.delta += 1 }
                guard scalar.value == next else { continue }
                text += digits(of: state.delta, bias: state.bias)
                handled += 1
                state.adapt(points: UInt32(handled))
            }
            state.delta += 1
            code = next + 1
        }
        return text
    }

    /// The scalars that `text` stands for; nil when it is not Punycode.
    static func decode(_ text: some StringProtocol) -> [Unicode.Scalar]? {
        let scalars = Array(text.unicodeScalars)
        let split = scalars.lastIndex(of: hyphen)
        var result = Array(scalars[..<(split ?? 0)])
        guard result.allSatisfy(\.isASCII) else { return nil }
        var rest = scalars[(split.map { $0 + 1 } ?? 0)...]
        var bias = initialBias
        var position: UInt32 = 0
        var code = initialCode
        while !rest.isEmpty {
            guard let delta = takeNumber(&rest, bias: bias) else { return nil }
            let (sum, overflow) = position.addingReportingOverflow(delta)
            let points = UInt32(result.count) + 1
            guard !overflow, let scalar = Unicode.Scalar(code &+ sum / points),
                sum / points <= 0x10FFFF
            else { return nil }
            bias = adapted(delta: delta, points: points, isFirst: result.count == (split ?? 0))
            code += sum / points
            position = sum % points
            result.insert(scalar, at: Int(position))
            position += 1
        }
        return result
    }

    private struct State {
        var delta: UInt32 = 0
        var bias = initialBias
        private var isFirst = true

        mutating func skip(to next: UInt32, from code: UInt32, handled: Int) -> Bool {
            let (product, overflow) = (next - code).multipliedReportingOverflow(
                by: UInt32(handled) + 1)
            let (sum, carry) = delta.addingReportingOverflow(product)
            delta = sum
            return !overflow && !carry
        }

        mutating func adapt(points: UInt32) {
            bias = adapted(delta: delta, points: points, isFirst: isFirst)
            isFirst = false
            delta = 0
        }
    }

    /// RFC 3492 §6.1.
    private static func adapted(delta: UInt32, points: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var k: UInt32 = 0
        while delta > 455 {
            delta /= 35
            k += base
        }
        return k + 36 * delta / (delta + 38)
    }

    private static func threshold(_ k: UInt32, _ bias: UInt32) -> UInt32 {
        k <= bias ? 1 : min(k - bias, 26)
    }

    private static func digits(of number: UInt32, bias: UInt32) -> String {
        var text = ""
        var rest = number
        var k = base
        while rest >= threshold(k, bias) {
            let threshold = threshold(k, bias)
            text.unicodeScalars.append(
                letter(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            k += base
        }
        text.unicodeScalars.append(letter(rest))
        return text
    }

    private static func takeNumber(_ rest: inout ArraySlice<Unicode.Scalar>, bias: UInt32)
        -> UInt32?
    {
        var number: UInt32 = 0
        var weight: UInt32 = 1
        var k = base
        while true {
            guard let digit = rest.popFirst().flatMap(value) else { return nil }
            let (part, overflow) = digit.multipliedReportingOverflow(by: weight)
            let (sum, carry) = number.addingReportingOverflow(part)
            guard !overflow, !carry else { return nil }
            number = sum
            let threshold = threshold(k, bias)
            if digit < threshold { return number }
            let (heavier, tooHeavy) = weight.multipliedReportingOverflow(by: base - threshold)
            guard !tooHeavy else { return nil }
            weight = heavier
            k += base
        }
    }

    private static func letter(_ digit: UInt32) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(digit < 26 ? digit + 97 : digit + 22))
    }

    private static func value(_ letter: Unicode.Scalar) -> UInt32? {
        switch letter {
        case "a"..."z": letter.value - 97
        case "0"..."9": letter.value - 22
        default: nil
        }
    }
}

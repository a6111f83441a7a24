/// One of the five fields of a cron expression: the numbers it allows.
struct CronField: Equatable, Sendable {
    /// Bit n stands for the number n.
    private let bits: UInt64
    /// As it was written.
    let text: String

    /// cron(5) calls a day field restricted when it does not begin with `*`.
    var beginsWithStar: Bool { text.utf8.first == UInt8(ascii: "*") }
    /// `*` or `*/n`, and nothing beside it.
    var isWildcard: Bool { beginsWithStar && !text.contains(",") }
    /// All of them, from the lowest.
    var numbers: [Int] { (0..<64).filter(contains) }

    func contains(_ number: Int) -> Bool { bits & (1 << UInt64(number)) != 0 }

    /// Reads a list of `*`, numbers, names and ranges, the latter and `*` perhaps with a step.
    ///
    /// - Throws: What is wrong, with the column in the whole expression.
    init(_ word: CronWord, as kind: CronFieldKind) throws(InvalidCronExpression) {
        var bits: UInt64 = 0
        for item in word.split(at: ",") { bits |= try Self.bits(of: item, kind) }
        // A week has one Sunday; cron(5) writes it 0 or 7.
        if kind == .weekday, bits & 0x80 != 0 { bits = bits & 0x7F | 1 }
        self.bits = bits
        text = word.text
    }

    private static func bits(
        of item: CronWord, _ kind: CronFieldKind
    ) throws(InvalidCronExpression) -> UInt64 {
        let parts = item.split(at: "/")
        guard parts.count <= 2 else { throw item.error("has more than one /", kind.sample) }
        let range = try Self.range(parts[0], kind)
        guard parts.count == 2 else {
            return bits(stride(from: range.from, through: range.to, by: 1))
        }
        guard range.isWide else {
            throw item.error(
                "has a step behind one number",
                "write a range, such as \(parts[0].text)-\(kind.numbers.upperBound)/\(parts[1].text)"
            )
        }
        let longest = kind.starEnd - kind.numbers.lowerBound
        guard let step = parts[1].number, (1...longest).contains(step) else {
            throw parts[1].error(
                "is no step for \(kind.name)", "write 1 to \(longest) behind the /")
        }
        return bits(stride(from: range.from, through: range.to, by: step))
    }

    private static func bits(_ numbers: StrideThrough<Int>) -> UInt64 {
        numbers.reduce(0) { $0 | 1 << UInt64($1) }
    }

    private static func range(
        _ word: CronWord, _ kind: CronFieldKind
    ) throws(InvalidCronExpression) -> (from: Int, to: Int, isWide: Bool) {
        if word.text == "*" { return (kind.numbers.lowerBound, kind.starEnd, true) }
        let ends = word.split(at: "-")
        guard ends.count <= 2 else { throw word.error("has more than one -", kind.sample) }
        let from = try kind.number(ends[0])
        guard ends.count == 2 else { return (from, from, false) }
        var to = try kind.number(ends[1])
        // `fri-sun` ends with the Sunday after.
        if kind == .weekday, to == 0, from > 0 { to = 7 }
        guard from <= to else {
            throw word.error(
                "ends before it begins",
                "write two ranges, such as \(ends[0].text)-\(kind.starEnd),\(kind.numbers.lowerBound)-\(ends[1].text)"
            )
        }
        return (from, to, true)
    }
}

/// What a field of a cron expression is about.
enum CronFieldKind: CaseIterable, Sendable {
    case minute, hour, day, month, weekday

    var name: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .day: "day of the month"
        case .month: "month"
        case .weekday: "day of the week"
        }
    }

    var numbers: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .day: 1...31
        case .month: 1...12
        case .weekday: 0...7
        }
    }

    /// Where `*` ends: not with the second Sunday.
    var starEnd: Int { self == .weekday ? 6 : numbers.upperBound }

    /// The first letters of the English names; the first one stands for the lowest number.
    var names: [String] {
        switch self {
        case .month:
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        default: []
        }
    }

    /// What to do when a field cannot be read.
    var sample: String {
        let words = names.isEmpty ? "" : ", names such as \(names[1])"
        return
            "write \(numbers.lowerBound) to \(numbers.upperBound)\(words), *, ranges, lists or steps"
    }

    /// The number or name that `word` is.
    func number(_ word: CronWord) throws(InvalidCronExpression) -> Int {
        if let number = word.number, numbers.contains(number) { return number }
        guard let index = names.firstIndex(of: word.text.lowercased()) else {
            throw word.error("is no \(name)", sample)
        }
        return index + numbers.lowerBound
    }
}

/// Text as quoted-printable (RFC 2045 §6.7), in whole lines.
///
/// What is encoded can be joined: the encoding of a body is that of its parts, one after the other.
/// So text that many letters share is encoded once.
public enum QuotedPrintable {
    /// The longest line, without its CRLF.
    static let width = 76

    private static let hex = Array("0123456789ABCDEF".utf8)
    /// Printable ASCII but `=`, space and tab: octets that stand for themselves inside a line.
    private static let isLiteral: [Bool] = (0..<256).map {
        ($0 > 0x20 && $0 < 0x7F && $0 != 0x3D) || $0 == 0x20 || $0 == 0x09
    }

    /// `text` in lines of at most 76 octets, each ended by CRLF; no octet outside ASCII, no space
    /// or tab at the end of a line, no dot at the start of one.
    ///
    /// LF, CR and CRLF each end a line. A last line that is not ended gets its end; the empty text
    /// stays empty.
    public static func encode(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8(encode)
    }

    private static func encode(_ source: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        // Three octets for one, a soft break of three after 73 or more, and the last CRLF.
        let capacity = 3 * source.count + 3 * (3 * source.count / 73 + 1) + 2
        return isLiteral.withUnsafeBufferPointer { isLiteral in
            [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
                var writer = LineWriter(target: target, isLiteral: isLiteral)
                var rest = source[...]
                while !rest.isEmpty {
                    let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
                    writer.line(source, rest.startIndex..<end)
                    rest = rest[end...].dropFirst(lineEnd(rest[end...]))
                }
                count = writer.count
            }
        }
    }

    /// How many octets the line end at the front of `rest` has, 0...2.
    private static func lineEnd(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        rest.starts(with: [0x0D, 0x0A]) ? 2 : min(1, rest.count)
    }

    /// Writes encoded lines one after the other into a buffer that is large enough.
    private struct LineWriter {
        let target: UnsafeMutableBufferPointer<UInt8>
        let isLiteral: UnsafeBufferPointer<Bool>
        var count = 0
        private var column = 0

        init(target: UnsafeMutableBufferPointer<UInt8>, isLiteral: UnsafeBufferPointer<Bool>) {
            self.target = target
            self.isLiteral = isLiteral
        }

        mutating func line(_ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
            column = 0
            let last = range.upperBound - 1
            for index in range {
                let octet = source[index]
                if isLiteral[Int(octet)], octet > 0x20 || index != last {
                    literal(octet)
                } else {
                    escaped(octet)
                }
            }
            put(0x0D)
            put(0x0A)
        }

        private mutating func literal(_ octet: UInt8) {
            makeRoom(for: 1)
            if column == 0, octet == UInt8(ascii: ".") { return escape(octet) }
            put(octet)
        }

        private mutating func escaped(_ octet: UInt8) {
            makeRoom(for: 3)
            escape(octet)
        }

        private mutating func escape(_ octet: UInt8) {
            put(UInt8(ascii: "="))
            put(QuotedPrintable.hex[Int(octet >> 4)])
            put(QuotedPrintable.hex[Int(octet & 15)])
        }

        /// Ends the line softly when `width` more and the `=` of a soft break do not fit.
        private mutating func makeRoom(for width: Int) {
            guard column + width >= QuotedPrintable.width else { return }
            put(UInt8(ascii: "="))
            put(0x0D)
            put(0x0A)
            column = 0
        }

        private mutating func put(_ octet: UInt8) {
            target[count] = octet
            count += 1
            column += 1
        }
    }
}

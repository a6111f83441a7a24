import Foundation

/// Looks whether octets are lines as RFC 5321 §2.3.8 and §4.5.3.1.6 want them: ended by CRLF, at most 998 octets before it,
/// no bare CR or LF, and 7 bits unless SMTPUTF8 goes with it.
enum WireScan {
    private static let longestLine = 998

    /// The first problem of each kind; empty for nearly all messages, and quickly so.
    ///
    /// - Parameter allowsUTF8: Whether it goes with SMTPUTF8 (RFC 6531): then only NUL is refused.
    static func problems(in octets: UnsafeBufferPointer<UInt8>, allowsUTF8: Bool)
        -> [MessageProblem]
    {
        if hasWholeLines(octets), hasPlainOctets(octets, allowsUTF8: allowsUTF8) { return [] }
        return explained(octets, allowsUTF8: allowsUTF8)
    }

    // MARK: Quickly

    /// Whether every line ends with CRLF and is short enough, and no CR stands elsewhere.
    private static func hasWholeLines(_ octets: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = octets.baseAddress else { return false }
        var start = 0
        var lines = 0
        while start < octets.count {
            guard let found = memchr(base + start, 0x0A, octets.count - start) else { return false }
            let end = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
            guard end > start, base[end - 1] == 0x0D, end - 1 - start <= longestLine else {
                return false
            }
            lines += 1
            start = end + 1
        }
        return count(of: 0x0D, in: octets) == lines
    }

    private static func count(of octet: UInt8, in octets: UnsafeBufferPointer<UInt8>) -> Int {
        octets.reduce(into: 0) { count, each in count &+= each == octet ? 1 : 0 }
    }

    private static func hasPlainOctets(_ octets: UnsafeBufferPointer<UInt8>, allowsUTF8: Bool)
        -> Bool
    {
        var all: UInt8 = 0
        var zeros = 0
        for octet in octets {
            all |= octet
            zeros &+= octet == 0 ? 1 : 0
        }
        return zeros == 0 && (allowsUTF8 || all < 0x80)
    }

    // MARK: In words

    private static func explained(_ octets: UnsafeBufferPointer<UInt8>, allowsUTF8: Bool)
        -> [MessageProblem]
    {
        var problems: [MessageProblem] = []
        if let bare = firstBareEnd(octets) { problems.append(.bareLineEnd(at: bare)) }
        if let long = firstLongLine(octets) { problems.append(.longLine(long)) }
        if let odd = octets.firstIndex(where: { $0 == 0 || $0 >= 0x80 && !allowsUTF8 }) {
            problems.append(.notSevenBit(at: odd))
        }
        if let last = octets.last, last != 0x0A { problems.append(.unendedLine) }
        return problems
    }

    /// Where a CR without LF or an LF without CR stands.
    private static func firstBareEnd(_ octets: UnsafeBufferPointer<UInt8>) -> Int? {
        octets.indices.first { index in
            switch octets[index] {
            case 0x0A: index == 0 || octets[index - 1] != 0x0D
            case 0x0D: index + 1 == octets.count || octets[index + 1] != 0x0A
            default: false
            }
        }
    }

    /// Its number, from 1.
    private static func firstLongLine(_ octets: UnsafeBufferPointer<UInt8>) -> Int? {
        let lines = octets.split(separator: 0x0A, omittingEmptySubsequences: false)
        return lines.firstIndex { line in
            line.count - (line.last == 0x0D ? 1 : 0) > longestLine
        }.map { $0 + 1 }
    }
}

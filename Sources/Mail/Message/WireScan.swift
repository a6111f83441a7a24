/// Finds in finished octets what would let a relay read other lines than we wrote.
struct WireScan {
    private static let longestLine = 998
    private static let carriageReturn: UInt8 = 0x0D
    private static let lineFeed: UInt8 = 0x0A

    let octets: UnsafeRawBufferPointer
    /// Whether they go with SMTPUTF8 (RFC 6531): then only NUL is refused.
    let allowsUTF8: Bool

    /// The first problem of each kind; empty when there are none.
    func problems() -> [MessageProblem] {
        var problems: [MessageProblem] = []
        if let place = bareLineEnd { problems.append(.bareLineEnd(at: place)) }
        if let line = longLine { problems.append(.longLine(line)) }
        if let place = notSevenBit { problems.append(.notSevenBit(at: place)) }
        if let last = octets.last, last != Self.lineFeed { problems.append(.unendedLine) }
        return problems
    }

    private var bareLineEnd: Int? {
        [
            octets.firstLone(Self.lineFeed, neighbour: Self.carriageReturn, at: -1),
            octets.firstLone(Self.carriageReturn, neighbour: Self.lineFeed, at: +1),
        ].compactMap(\.self).min()
    }

    private var notSevenBit: Int? {
        [octets.first(0), allowsUTF8 ? nil : octets.firstOutsideASCII].compactMap(\.self).min()
    }

    /// Its number, counted from 1.
    private var longLine: Int? {
        var line = 1
        var start = 0
        while let end = octets.first(Self.lineFeed, from: start) {
            if end - 1 - start > Self.longestLine { return line }
            line += 1
            start = end + 1
        }
        return octets.count - start > Self.longestLine ? line : nil
    }
}

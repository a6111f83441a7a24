/// The transparency of DATA (RFC 5321 §4.5.2): a line that begins with a dot gets another.
enum DotStuffing {
    /// The one line that ends a text whose last line ended in CRLF.
    static let end: [UInt8] = [UInt8(ascii: "."), 13, 10]

    /// `octets` as they go over the wire, without ``end``. Its lines end in CRLF (``WireText``).
    static func stuffed(_ octets: [UInt8]) -> [UInt8] {
        let dot = UInt8(ascii: ".")
        var stuffed: [UInt8] = []
        stuffed.reserveCapacity(octets.count + 64)
        var start = octets.startIndex
        var previous: UInt8 = 10
        for (index, octet) in octets.enumerated() {
            if octet == dot, previous == 10 {
                stuffed += octets[start..<index]
                stuffed.append(dot)
                start = index
            }
            previous = octet
        }
        return stuffed + octets[start...]
    }
}

/// A prefix and how many of its bits count.
struct AddressBlock {
    private let prefix: [UInt8]
    private let bits: Int
    let range: AddressRange

    /// - Parameter prefix: The first octets; the rest are zero.
    init(_ prefix: [UInt8], _ bits: Int, _ range: AddressRange) {
        self.prefix = prefix + Array(repeating: 0, count: max(0, (bits + 7) / 8 - prefix.count))
        self.bits = bits
        self.range = range
    }

    func contains(_ octets: [UInt8]) -> Bool {
        let whole = bits / 8
        guard octets[..<whole] == prefix[..<whole] else { return false }
        guard bits % 8 > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> (bits % 8))
        return octets[whole] & mask == prefix[whole] & mask
    }

    /// In the order of the addresses (RFC 6890 §2.2.2 and the registry as it grew since).
    static let ipv4: [AddressBlock] = [
        AddressBlock([0], 8, .unspecified),
        AddressBlock([10], 8, .privateUse),
        AddressBlock([100, 64], 10, .sharedSpace),
        AddressBlock([127], 8, .loopback),
        AddressBlock([169, 254], 16, .linkLocal),
        AddressBlock([172, 16], 12, .privateUse),
        AddressBlock([192, 0, 0], 24, .protocolAssignments),
        AddressBlock([192, 0, 2], 24, .documentation),
        AddressBlock([192, 31, 196], 24, .protocolAssignments),
        AddressBlock([192, 52, 193], 24, .protocolAssignments),
        AddressBlock([192, 88, 99], 24, .relayAnycast),
        AddressBlock([192, 168], 16, .privateUse),
        AddressBlock([192, 175, 48], 24, .protocolAssignments),
        AddressBlock([198, 18], 15, .benchmarking),
        AddressBlock([198, 51, 100], 24, .documentation),
        AddressBlock([203, 0, 113], 24, .documentation),
        AddressBlock([224], 4, .multicast),
        AddressBlock([255, 255, 255, 255], 32, .broadcast),
        AddressBlock([240], 4, .reserved),
    ]

    /// The first that holds the address counts.
    static let ipv6: [AddressBlock] = [
        AddressBlock([], 128, .unspecified),
        AddressBlock(Array(repeating: 0, count: 15) + [1], 128, .loopback),
        // Compatible (RFC 4291 §2.5.5.1) and mapped.
        AddressBlock([], 96, .mappedIPv4),
        AddressBlock(Array(repeating: 0, count: 10) + [0xFF, 0xFF], 96, .mappedIPv4),
        // SIIT (RFC 2765 §2.1).
        AddressBlock(Array(repeating: 0, count: 8) + [0xFF, 0xFF], 96, .translated),
        AddressBlock([0x00, 0x64, 0xFF, 0x9B], 96, .translated),
        AddressBlock([0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01], 48, .translated),
        AddressBlock([0x01, 0x00], 64, .discardOnly),
        AddressBlock([0x01, 0x00, 0, 0, 0, 0, 0, 1], 64, .discardOnly),
        AddressBlock([0x20, 0x01, 0x00, 0x00], 32, .teredo),
        AddressBlock([0x20, 0x01, 0x00, 0x02], 48, .benchmarking),
        AddressBlock([0x20, 0x01, 0x00], 23, .protocolAssignments),
        AddressBlock([0x20, 0x01, 0x0D, 0xB8], 32, .documentation),
        AddressBlock([0x20, 0x02], 16, .sixToFour),
        AddressBlock([0x26, 0x20, 0x00, 0x4F, 0x80], 48, .protocolAssignments),
        AddressBlock([0x3F, 0xFF], 20, .documentation),
        AddressBlock([0x5F, 0x00], 16, .segmentRouting),
        AddressBlock([0xFC], 7, .privateUse),
        AddressBlock([0xFE, 0x80], 10, .linkLocal),
        AddressBlock([0xFE, 0xC0], 10, .siteLocal),
        AddressBlock([0xFF], 8, .multicast),
    ]

    /// The only block from which global unicast addresses are given out (RFC 4291 §2.4, IANA).
    static let globalUnicast = AddressBlock([0x20], 3, .unallocated)
}

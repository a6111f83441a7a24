/// Numbers in as few octets as they need: seven bits an octet, lowest first, the top bit says that
/// more follow (LEB128).
public enum Varint {
    /// `value` in 1...10 octets.
    public static func encode(_ value: UInt64) -> [UInt8] {
        var octets: [UInt8] = []
        var rest = value
        while rest > 0x7F {
            octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        octets.append(UInt8(rest))
        return octets
    }

    /// Takes the number at the front of `octets` away; nil when it is cut off, or longer than it
    /// need be or than 64 bits. After nil what is left of `octets` means nothing.
    public static func decode(_ octets: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let octet = octets.popFirst() else { return nil }
            let part = UInt64(octet & 0x7F)
            guard (part << shift) >> shift == part else { return nil }
            value |= part << shift
            if octet & 0x80 == 0 { return octet == 0 && shift > 0 ? nil : value }
        }
        return nil
    }
}

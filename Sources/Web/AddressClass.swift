/// Whether an address may be called for a link that somebody else wrote.
public enum AddressClass: Equatable, Sendable {
    /// An address that anybody on the internet may have.
    case global
    case refused(AddressRange)

    /// Decides by the address alone: IANA's special-purpose ranges are refused, and with them every IPv6 address
    /// that carries an IPv4 one, whichever it is, and every one outside of 2000::/3.
    public init(_ address: IPAddress) {
        self = Self.range(of: address).map(AddressClass.refused) ?? .global
    }

    private static func range(of address: IPAddress) -> AddressRange? {
        if address.hasZone { return .zoned }
        let octets = address.octets
        guard octets.count == 16 else {
            return AddressBlock.ipv4.first { $0.contains(octets) }?.range
        }
        if let block = AddressBlock.ipv6.first(where: { $0.contains(octets) }) {
            return block.range
        }
        return AddressBlock.globalUnicast.contains(octets) ? nil : .unallocated
    }
}

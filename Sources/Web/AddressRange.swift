/// A block of addresses that the program does not call on behalf of somebody else's link.
///
/// From the IANA special-purpose registries of IPv4 and IPv6 (RFC 6890 and later), with the blocks that carry an
/// IPv4 address inside an IPv6 one: what they lead to is decided by others.
public enum AddressRange: String, CaseIterable, Sendable {
    case unspecified = "this network or no address"
    case loopback = "this machine"
    case privateUse = "a private network"
    case sharedSpace = "a provider's inner network"
    case linkLocal = "the local link"
    case protocolAssignments = "protocol assignments"
    case documentation = "documentation"
    case benchmarking = "benchmarking"
    case relayAnycast = "a 6to4 relay"
    case multicast = "multicast"
    case reserved = "reserved"
    case broadcast = "broadcast"
    case mappedIPv4 = "an IPv4 address written as IPv6"
    case translated = "an IPv4 address behind NAT64"
    case discardOnly = "discard only"
    case teredo = "a Teredo tunnel"
    case sixToFour = "a 6to4 tunnel"
    case segmentRouting = "segment routing"
    case siteLocal = "a site's local network"
    case unallocated = "not allocated to anybody"
    case zoned = "an address of one interface"

    /// Whether an operator may open it for an address that he names himself: machines of his own are there, while
    /// the others lead nowhere or to services that trust whoever asks (link-local).
    public var mayBeAllowed: Bool {
        switch self {
        case .loopback, .privateUse, .sharedSpace: true
        default: false
        }
    }
}

public import Glibc

/// An IPv4 or IPv6 address: its octets in network order, without port and without zone.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four octets or sixteen.
    public let octets: [UInt8]
    /// Whether it names an interface too (`fe80::1%eth0`, RFC 4007 §11): such an address means nothing outside
    /// this machine.
    public let hasZone: Bool

    /// The address in a `sockaddr_in` or `sockaddr_in6`; nil for other families, or when `length` is too short
    /// for the family.
    public init?(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET where length >= socklen_t(MemoryLayout<sockaddr_in>.size):
            let internet = raw.loadUnaligned(as: sockaddr_in.self)
            octets = withUnsafeBytes(of: internet.sin_addr) { Array($0) }
            hasZone = false
        case AF_INET6 where length >= socklen_t(MemoryLayout<sockaddr_in6>.size):
            let internet = raw.loadUnaligned(as: sockaddr_in6.self)
            octets = withUnsafeBytes(of: internet.sin6_addr) { Array($0) }
            hasZone = internet.sin6_scope_id != 0
        default: return nil
        }
    }

    /// Reads what getaddrinfo(3) reads as a number: `127.0.0.1`, also in its octal, hexadecimal and short
    /// spellings (`0177.1`, `0x7f000001`, `2130706433`), and IPv6 with or without a zone. Asks no name server.
    ///
    /// - Returns: Nil when it is no number; then it may be a name.
    public init?(numeric text: String) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(text, nil, &hints, &found) == 0, let first = found else { return nil }
        defer { freeaddrinfo(first) }
        guard let address = first.pointee.ai_addr else { return nil }
        self.init(address, length: first.pointee.ai_addrlen)
    }

    /// The usual spelling (RFC 5952 for IPv6), without a zone.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = octets.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, octets, &text, socklen_t(text.count)) != nil else { return "?" }
        return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }
}

import Glibc

/// One address a host name stands for, as connect(2) takes it.
struct SocketAddress: Sendable {
    private let storage: sockaddr_storage
    private let length: socklen_t

    /// Runs `body` with the pointer and length that the socket calls take.
    func withSockaddr<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) rethrows -> Result {
        try withUnsafePointer(to: storage) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { try body($0, length) }
        }
    }

    /// AF_INET or AF_INET6.
    var family: Int32 { Int32(storage.ss_family) }

    /// `192.0.2.1` when this is an IPv4 address.
    var dottedQuad: String? {
        guard family == AF_INET else { return nil }
        return withSockaddr { address, _ in
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { Self.text($0.pointee) }
        }
    }

    /// The port of the peer of a connected socket; nil when `descriptor` is none.
    static func peerPort(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getpeername(descriptor, $0, &length)
            }
        }
        guard result == 0 else { return nil }
        return SocketAddress(storage: storage, length: length).port
    }

    /// In host byte order; nil for what is neither IPv4 nor IPv6.
    var port: UInt16? {
        guard family == AF_INET || family == AF_INET6 else { return nil }
        // The port stands at the same place in both (ip(7), ipv6(7)).
        return withSockaddr { address, _ in
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }

    /// All stream addresses of `host`, in the order of getaddrinfo(3); empty when the name does not
    /// resolve. Blocks as long as the resolver does (resolv.conf(5): `timeout`, `attempts`).
    static func resolve(_ host: HostName, port: UInt16) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host.description, String(port), &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        return sequence(first: first, next: { $0?.pointee.ai_next })
            .prefix { $0 != nil }.compactMap { SocketAddress($0!.pointee) }
    }

    private init?(_ info: addrinfo) {
        guard let address = info.ai_addr,
            Int(info.ai_addrlen) <= MemoryLayout<sockaddr_storage>.size
        else { return nil }
        var storage = sockaddr_storage()
        memcpy(&storage, address, Int(info.ai_addrlen))
        self.init(storage: storage, length: info.ai_addrlen)
    }

    private init(storage: sockaddr_storage, length: socklen_t) {
        self.storage = storage
        self.length = length
    }

    private static func text(_ address: sockaddr_in) -> String? {
        var address = address.sin_addr
        var buffer = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
        guard inet_ntop(AF_INET, &address, &buffer, socklen_t(buffer.count)) != nil else {
            return nil
        }
        return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }
}

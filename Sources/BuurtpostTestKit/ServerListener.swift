import Foundation
import Glibc
import Synchronization

/// A listening socket on the loopback net, by default on 127.0.0.1 and a port of the kernel's choice.
public final class ServerListener: Sendable {
    public let port: UInt16
    /// Programs that a test starts must not hold our connections open.
    private static let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)

    private let descriptor: Int32
    private let isClosed = Mutex(false)

    /// - Parameters:
    ///   - address: In the order of the host: 127.0.0.2 is 0x7F00_0002.
    ///   - port: 0 is the kernel's choice.
    ///   - receiveBuffer: SO_RCVBUF of the connections; nil leaves the kernel's (tcp(7)).
    ///   - isIPv6: Whether it listens on ::1 instead of `address`. The default is no.
    /// - Throws: `POSIXError`.
    public init(
        address hostAddress: UInt32 = 0x7F00_0001, port hostPort: UInt16 = 0,
        receiveBuffer: Int32? = nil, backlog: Int32 = 64, isIPv6: Bool = false
    ) throws {
        descriptor = try Self.check(
            socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue) | Self.closeOnExec, 0))
        if var size = receiveBuffer {
            setsockopt(
                descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        port =
            try isIPv6
            ? Self.listen(descriptor, backlog, at: Self.loopback6(hostPort))
            : Self.listen(descriptor, backlog, at: Self.address(hostAddress, hostPort))
    }

    private static func address(_ host: UInt32, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = host.bigEndian
        address.sin_port = port.bigEndian
        return address
    }

    private static func loopback6(_ port: UInt16) -> sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        address.sin6_port = port.bigEndian
        return address
    }

    /// - Returns: The port, which stands at the same place in both kinds of address (ip(7), ipv6(7)).
    private static func listen<Address>(
        _ socket: Int32, _ backlog: Int32, at address: Address
    ) throws -> UInt16 {
        var address = address
        var length = socklen_t(MemoryLayout<Address>.size)
        return try withUnsafeMutableBytes(of: &address) {
            let pointer = $0.assumingMemoryBound(to: sockaddr.self).baseAddress!
            try check(bind(socket, pointer, length))
            try check(Glibc.listen(socket, backlog))
            try check(getsockname(socket, pointer, &length))
            return UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))
        }
    }

    deinit { _ = Glibc.close(descriptor) }

    /// The next connection; nil once closed.
    public func accept() -> Int32? {
        let connection = Glibc.accept(descriptor, nil, nil)
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        // Or else the second of two pipelined replies waits for the acknowledgement of the first.
        var yes: Int32 = 1
        let length = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, length)
        guard connection >= 0, !isClosed.withLock({ $0 }) else { return nil }
        return connection
    }

    /// Refuses connections from now on and wakes ``accept()``; the port is given back with the
    /// object.
    public func close() {
        isClosed.withLock { $0 = true }
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
    }

    @discardableResult
    private static func check(_ result: Int32) throws -> Int32 {
        guard result >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return result
    }
}

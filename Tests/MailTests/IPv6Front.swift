import BuurtpostTestKit
import Dispatch
import Foundation
import Glibc

/// A listener on ::1 that hands each connection through to a server on 127.0.0.1.
final class IPv6Front: Sendable {
    let port: UInt16
    private let listener: ServerListener

    /// Nil on a machine without the address ::1.
    init?(backend: UInt16) throws {
        do {
            listener = try ServerListener(isIPv6: true)
        } catch let error as POSIXError
            where [.EAFNOSUPPORT, .EADDRNOTAVAIL].contains(error.code)
        {
            return nil
        }
        port = listener.port
        Thread.detachNewThread { [listener] in
            while let client = listener.accept() { Self.join(client, backend) }
        }
    }

    func stop() { listener.close() }

    /// Both ways until one side ends.
    private static func join(_ client: Int32, _ backend: UInt16) {
        let server = connected(to: backend)
        for (from, to) in [(client, server), (server, client)] {
            Thread.detachNewThread { copy(from, to) }
        }
    }

    private static func connected(to port: UInt16) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafeBytes(of: &address) {
            connect(
                descriptor, $0.assumingMemoryBound(to: sockaddr.self).baseAddress!,
                socklen_t($0.count))
        }
        return descriptor
    }

    /// The other direction ends with it; both descriptors live as long as the test.
    private static func copy(_ from: Int32, _ to: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while case let count = read(from, &buffer, buffer.count), count > 0 {
            guard write(to, buffer, count) == count else { break }
        }
        for descriptor in [from, to] { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
}

import Glibc

/// The socket on which systemd hears what a service says of itself: sd_notify(3) without its library.
///
/// Safe from every thread: a datagram is sent whole or not at all.
final class ServiceNotification: Sendable {
    /// Why nothing can be said.
    struct Failure: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    private let descriptor: Int32
    private let address: sockaddr_un
    private let addressLength: socklen_t

    /// - Parameter name: The value of `$NOTIFY_SOCKET`: an absolute path, or `@` and a name in the abstract
    ///   namespace (unix(7)); at most 107 octets.
    /// - Throws: ``Failure`` for another name, or when no socket can be had. Nobody needs to listen yet.
    init(to name: String) throws(Failure) {
        (address, addressLength) = try Self.address(of: name)
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw Failure("socket", code: errno) }
        Self.limitWaiting(on: descriptor)
    }

    deinit { close(descriptor) }

    /// Sends `lines`, each of the form `NAME=value`, in one datagram.
    ///
    /// Waits at most a second for a reader that is slow.
    ///
    /// - Throws: ``Failure`` when nobody took it.
    func send(_ lines: [String]) throws(Failure) {
        let octets = Array(lines.joined(separator: "\n").utf8)
        var address = address
        let sent = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    descriptor, octets, octets.count, Int32(MSG_NOSIGNAL), $0,
                    addressLength)
            }
        }
        guard sent == octets.count else { throw Failure("sendto", code: errno) }
    }

    private static func limitWaiting(on descriptor: Int32) {
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    /// The length counts the octets of the name: with all of `sun_path` an abstract name would be another one.
    private static func address(of name: String) throws(Failure) -> (sockaddr_un, socklen_t) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var octets = Array(name.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard octets.count > 1, octets.count < room, octets[0] == slash || octets[0] == at else {
            throw Failure(
                description:
                    "NOTIFY_SOCKET is neither an absolute path nor @ and a name, of at most \(room - 1) octets"
            )
        }
        if octets[0] == at { octets[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)!
        return (address, socklen_t(offset + octets.count))
    }

    private static let slash = UInt8(ascii: "/")
    private static let at = UInt8(ascii: "@")
}

extension ServiceNotification.Failure {
    fileprivate init(_ call: String, code: Int32) {
        description = "NOTIFY_SOCKET: \(call) failed: \(String(cString: strerror(code)))"
    }
}

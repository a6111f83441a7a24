import Foundation
import Glibc

/// Plays systemd's side of sd_notify(3): a datagram socket that hears what a service says.
public final class NotificationListener {
    /// Nothing was heard, or not what was waited for.
    public struct Silence: Error {
        public let awaited: String
        public let heard: [[String]]
    }

    /// The value for `NOTIFY_SOCKET`.
    public let name: String
    private let descriptor: Int32

    /// - Parameter name: A path where nothing is yet, or `@` and a name in the abstract namespace.
    public init(_ name: String) throws {
        self.name = name
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_UNIX, kind, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var octets = Array(name.utf8)
        precondition(octets.count < MemoryLayout.size(ofValue: address.sun_path))
        if octets[0] == UInt8(ascii: "@") { octets[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        let length = socklen_t(2 + octets.count)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    /// The next datagram that has `line`, or a line that begins with it and `=`; what comes before is passed over.
    ///
    /// - Returns: Its lines.
    /// - Throws: ``Silence`` after `seconds`.
    @discardableResult
    public func wait(for line: String, seconds: Double = 120) throws -> [String] {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var heard: [[String]] = []
        while let lines = next(until: deadline) {
            if lines.contains(where: { $0 == line || $0.hasPrefix(line + "=") }) { return lines }
            heard.append(lines)
        }
        throw Silence(awaited: line, heard: heard)
    }

    /// What was said and not yet heard.
    public func rest() -> [[String]] {
        var heard: [[String]] = []
        while let lines = next(until: .now) { heard.append(lines) }
        return heard
    }

    /// nil when nothing comes until then.
    private func next(until deadline: ContinuousClock.Instant) -> [String]? {
        let left = max(deadline - .now, .zero) / .milliseconds(1)
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, Int32(left.rounded(.up))) > 0 else { return nil }
        var octets = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &octets, octets.count, 0)
        guard count >= 0 else { return nil }
        return String(decoding: octets.prefix(count), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }
}

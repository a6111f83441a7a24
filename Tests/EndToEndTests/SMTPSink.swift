import BuurtpostTestKit
import Foundation

/// Postfix's smtp-sink on a port of its own: a relay that takes everything and keeps it, one file a message.
final class SMTPSink {
    /// smtp-sink(1) comes with Debian's package postfix.
    private static let executable = URL(fileURLWithPath: "/usr/sbin/smtp-sink")

    let port: UInt16
    private let folder = TemporaryFolder()
    private let kept: URL
    private let process: RunningProgram

    /// Returns when it accepts connections.
    init(port: UInt16 = SMTPSink.freePort()) throws {
        self.port = port
        kept = folder.url.appendingPathComponent("kept", isDirectory: true)
        try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
        try Self.openToAll([folder.url, kept])
        // It refuses to run as root.
        let user = geteuid() == 0 ? ["-u", "nobody"] : []
        process = try RunningProgram(
            Self.executable,
            user + ["-d", kept.appendingPathComponent("m.").path, "127.0.0.1:\(port)", "128"],
            in: folder.url)
        try FolderWatch(folder.url).wait(for: "smtp-sink to listen") { Self.answers(port) }
    }

    var url: String { "smtp://127.0.0.1:\(port)" }

    /// The folder with the messages, for ``FolderWatch``.
    var messages: URL { kept }

    /// How many transactions are kept or under way.
    func count() throws -> Int { try DeliveredLetter.count(in: kept) }

    /// The messages kept. One that was broken off is not among them.
    func letters() throws -> [DeliveredLetter] { try DeliveredLetter.all(in: kept) }

    /// Ends in the middle of everything; the messages stay. One that was broken off may be half among them.
    func die() throws {
        process.kill()
        _ = try process.wait()
    }

    /// A port that nobody listens on now.
    static func freePort() -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withLoopback(port: 0) { address, length in
            guard bind(descriptor, address, length) == 0 else { return 0 }
            var length = length
            getsockname(descriptor, address, &length)
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }

    private static func answers(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withLoopback(port: port) { connect(descriptor, $0, $1) == 0 }
    }

    private static func withLoopback<Result>(
        port: UInt16, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func openToAll(_ folders: [URL]) throws {
        for folder in folders {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o777], ofItemAtPath: folder.path)
        }
    }
}

import BuurtpostTestKit
import Foundation

/// Postfix's pair of measuring programs: smtp-sink(1), which takes everything and forgets it, and smtp-source(1).
final class Postfix {
    struct NotThere: Error, CustomStringConvertible {
        let description: String
    }

    let port: UInt16
    private let sink: Process

    /// Returns when smtp-sink accepts connections.
    init(port: UInt16 = .random(in: 20_000...29_999)) throws {
        self.port = port
        let user = geteuid() == 0 ? ["-u", "nobody"] : []
        sink = try Self.process("smtp-sink", user + ["127.0.0.1:\(port)", "128"])
        try sink.run()
        var tries = 0
        while try Self.status("smtp-source", ["-m", "1", "127.0.0.1:\(port)"]) != 0 {
            tries += 1
            guard tries < 1000, sink.isRunning else {
                throw NotThere(description: "smtp-sink does not listen on port \(port)")
            }
        }
    }

    deinit { sink.terminate() }

    /// Sends `messages` of `octets` over `connections` that stay open, and tells how long that took.
    func send(_ messages: Int, octets: Int, connections: Int) throws -> Duration {
        let (status, time) = try measured {
            try Self.status(
                "smtp-source",
                [
                    "-d", "-s", "\(connections)", "-m", "\(messages)", "-l", "\(octets)",
                    "-f", "post@example.nl", "-t", "bewoner@example.nl", "127.0.0.1:\(port)",
                ])
        }
        guard status == 0 else { throw NotThere(description: "smtp-source ended with \(status)") }
        return time
    }

    private static func status(_ name: String, _ arguments: [String]) throws -> Int32 {
        let process = try process(name, arguments)
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static func process(_ name: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/\(name)")
        guard FileManager.default.isExecutableFile(atPath: "/usr/sbin/\(name)") else {
            throw NotThere(
                description: "\(name) is not installed; it comes with the package postfix")
        }
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        return process
    }
}

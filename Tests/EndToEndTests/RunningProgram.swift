import Dispatch
import Foundation
import Synchronization

/// A process that a test started. It is killed when the test lets go of it.
final class RunningProgram {
    /// How it ended.
    struct Ending {
        /// The exit status, or minus the number of the signal that ended it.
        let status: Int32
        /// What it wrote to standard output.
        let output: String
        /// What it wrote to standard error.
        let complaints: String
    }

    /// It did not end within the ``patience``.
    struct Hangs: Error {
        let arguments: [String]
        let complaints: String
    }

    /// In seconds: longer than any run takes on a busy machine.
    static let patience = 300.0

    private let process = Process()
    private let arguments: [String]
    private let output: URL
    private let errors: URL
    private let ended = DispatchSemaphore(value: 0)

    init(_ executable: URL, _ arguments: [String], in folder: URL) throws {
        let name = "\(executable.lastPathComponent)-\(UUID().uuidString)"
        self.arguments = arguments
        output = folder.appendingPathComponent("\(name).out")
        errors = folder.appendingPathComponent("\(name).err")
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(output)
        process.standardError = try Self.file(errors)
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
    }

    deinit { kill() }

    /// What it has written to standard error until now.
    var complaints: String { Self.text(errors) }

    var isRunning: Bool { process.isRunning }

    /// Ends it as a power cut would: SIGKILL. Does nothing to one that has ended.
    func kill() { send(SIGKILL) }

    /// Asks it to end: SIGTERM.
    func terminate() { send(SIGTERM) }

    /// Waits until it has ended. Call once.
    ///
    /// - Throws: ``Hangs`` after `seconds`; then it is killed.
    func wait(seconds: Double = patience) throws -> Ending {
        guard ended.wait(timeout: .now() + seconds) == .success else {
            kill()
            throw Hangs(arguments: arguments, complaints: complaints)
        }
        let wasKilled = process.terminationReason == .uncaughtSignal
        return Ending(
            status: wasKilled ? -process.terminationStatus : process.terminationStatus,
            output: Self.text(output), complaints: complaints)
    }

    private func send(_ signal: Int32) {
        if process.isRunning { _ = Foundation.kill(process.processIdentifier, signal) }
    }

    private static func file(_ url: URL) throws -> FileHandle {
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    private static func text(_ url: URL) -> String {
        (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    }
}

import Dispatch
public import Foundation

/// A process that a test started. It is killed when the test lets go of it.
public final class RunningProgram: Sendable {
    /// How it ended.
    public struct Ending {
        /// The exit status, or minus the number of the signal that ended it.
        public let status: Int32
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let complaints: String
    }

    /// It did not end within the ``patience``.
    public struct Hangs: Error {
        public let arguments: [String]
        public let complaints: String
    }

    /// In seconds: longer than any run takes on a busy machine.
    public static let patience = 300.0

    private let process = Process()
    private let arguments: [String]
    private let output: URL
    private let errors: URL
    private let ended = DispatchSemaphore(value: 0)

    /// Starts `executable`.
    ///
    /// - Parameters:
    ///   - folder: Where the files with what it prints are made.
    ///   - environment: Its variables besides PATH; by default none.
    public init(
        _ executable: URL, _ arguments: [String], in folder: URL,
        environment: [String: String] = [:]
    ) throws {
        let name = "\(executable.lastPathComponent)-\(UUID().uuidString)"
        self.arguments = arguments
        output = folder.appendingPathComponent("\(name).out")
        errors = folder.appendingPathComponent("\(name).err")
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment.merging(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(output)
        process.standardError = try Self.file(errors)
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
    }

    deinit { kill() }

    /// A program of this package, which lies beside the test bundle.
    public static func built(_ name: String) -> URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: name)
    }

    /// What it has written to standard output until now.
    public var printed: String { Self.text(output) }

    /// What it has written to standard error until now.
    public var complaints: String { Self.text(errors) }

    public var isRunning: Bool { process.isRunning }

    /// Ends it as a power cut would: SIGKILL. Does nothing to one that has ended.
    public func kill() { send(SIGKILL) }

    /// Asks it to end: SIGTERM.
    public func terminate() { send(SIGTERM) }

    /// Asks it to read its configuration again: SIGHUP.
    public func hangUp() { send(SIGHUP) }

    /// Waits until it has ended. Call once.
    ///
    /// - Throws: ``Hangs`` after `seconds`; then it is killed.
    public func wait(seconds: Double = patience) throws -> Ending {
        guard ended.wait(timeout: .now() + seconds) == .success else {
            kill()
            throw Hangs(arguments: arguments, complaints: complaints)
        }
        let wasKilled = process.terminationReason == .uncaughtSignal
        return Ending(
            status: wasKilled ? -process.terminationStatus : process.terminationStatus,
            output: Self.text(output), complaints: complaints)
    }

    /// Sends it a signal; nothing to one that has ended.
    public func send(_ signal: Int32) {
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

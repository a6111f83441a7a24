import Foundation

/// The program `crashprobe`, which lies beside the test bundle, run to its end.
struct ProbeProcess {
    /// The exit status, or minus the number of the signal that ended it.
    let status: Int32
    /// What it wrote to standard error.
    let complaints: String

    private static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "crashprobe")

    init(_ arguments: [String], in folder: URL, environment: [String: String] = [:]) throws {
        let errors = folder.appending(path: "\(UUID()).err")
        try Data().write(to: errors)
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let died = process.terminationReason == .uncaughtSignal
        status = died ? -process.terminationStatus : process.terminationStatus
        complaints = try String(contentsOf: errors, encoding: .utf8)
    }
}

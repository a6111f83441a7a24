import BuurtpostTestKit
import Foundation
import Synchronization

/// A small file system of its own. A test starts the tests again in a child process with a mount namespace of its own
/// (unshare(1)), where a tmpfs is mounted; the child finds its folder in the environment.
enum SmallDisk {
    static let variable = "BUURTPOST_SMALL_DISK"

    /// The folder of the small disk; nil outside of the child.
    static var folder: String? { ProcessInfo.processInfo.environment[variable] }

    /// Why none can be mounted here; nil when one can.
    static let obstacle: String? = {
        guard geteuid() == 0 else { return "mounting a small disk needs root" }
        let status = try? run(in: TemporaryFolder().url.path, ["true"]).status
        return status == 0 ? nil : "this system lets no tmpfs be mounted in a namespace"
    }()

    /// Runs the tests of `suite` on a disk of `megabytes`.
    ///
    /// - Returns: The exit status, 0 when all passed, and what the tests said.
    static func runTests(_ suite: String, megabytes: Int) throws -> (status: Int32, output: String)
    {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return try run(
            in: TemporaryFolder().url.path,
            [tests, "--testing-library", "swift-testing", "--filter", suite], megabytes: megabytes)
    }

    /// The folder is mounted on, so it has to be there; nothing is left in it.
    private static func run(in folder: String, _ command: [String], megabytes: Int = 1) throws
        -> (status: Int32, output: String)
    {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let child = Process()
        let output = Pipe()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        child.arguments =
            ["-m", "sh", "-ec", "mount -t tmpfs -o size=\(megabytes)m none \"$0\"; exec \"$@\""]
            + [folder] + command
        child.environment = ProcessInfo.processInfo.environment.merging([variable: folder]) { $1 }
        (child.standardOutput, child.standardError) = (output, output)
        try child.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        child.waitUntilExit()
        return (child.terminationStatus, String(decoding: said, as: UTF8.self))
    }
}

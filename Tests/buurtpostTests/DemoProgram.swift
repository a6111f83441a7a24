import Foundation

/// The built executable, run as a visitor runs it.
enum DemoProgram {
    /// Beside the program that runs the tests.
    static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "buurtpost").path(percentEncoded: false)

    struct End: Equatable {
        let status: Int32
        let output: String
        let complaints: String
    }

    /// Runs a line of a shell in `folder`; `buurtpost` in it is the built executable.
    static func shell(
        _ line: String, in folder: String, environment: [String: String] = [:]
    ) throws -> End {
        let process = Process()
        // timeout(1): a program that hangs is a failed test, not a test that never ends.
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["60", "/bin/sh", "-c", line]
        process.currentDirectoryURL = URL(filePath: folder, directoryHint: .isDirectory)
        process.environment = environment.merging([
            "PATH": "\((path as NSString).deletingLastPathComponent):/usr/bin:/bin"
        ]) { $1 }
        // Files, not pipes: nobody has to read while the program writes.
        let files = try [UUID(), UUID()].map { try file("\(folder)/.\($0)") }
        process.standardOutput = files[0].handle
        process.standardError = files[1].handle
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { try String(contentsOfFile: $0.path, encoding: .utf8) }
        for file in files { try FileManager.default.removeItem(atPath: file.path) }
        return End(status: process.terminationStatus, output: texts[0], complaints: texts[1])
    }

    private static func file(_ path: String) throws -> (path: String, handle: FileHandle) {
        try Data().write(to: URL(filePath: path))
        return (path, try FileHandle(forWritingTo: URL(filePath: path)))
    }
}

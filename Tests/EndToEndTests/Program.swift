import Foundation

/// The built program, which lies beside the test bundle.
enum Program {
    private static let executable: URL = {
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: bundle ?? "").deletingLastPathComponent()
            .appendingPathComponent("buurtpost")
    }()

    /// Starts `buurtpost`; what it prints goes into files in `folder`.
    static func start(_ arguments: [String], in folder: URL) throws -> RunningProgram {
        try RunningProgram(executable, arguments, in: folder)
    }

    /// Runs `buurtpost` to its end.
    static func run(_ arguments: [String], in folder: URL) throws -> RunningProgram.Ending {
        try start(arguments, in: folder).wait()
    }
}

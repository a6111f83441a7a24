import BuurtpostTestKit
import Foundation

/// The program `queueprobe`.
enum QueueProbe {
    private static let executable = RunningProgram.built("queueprobe")

    /// Starts it; what it says goes to files in `folder`, so that it never waits for a reader.
    ///
    /// Without Swift's backtracer: that is a process of its own which can outlive a signal that was sent, holding what
    /// tells of the end.
    ///
    /// - Parameter environment: Its variables besides PATH.
    static func start(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) throws -> RunningProgram {
        try RunningProgram(
            executable, arguments, in: folder.url,
            environment: environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 })
    }
}

extension RunningProgram {
    /// The lines it has said until now; a last one that is not whole is left out.
    var said: [Substring] { Self.lines(printed) }

    fileprivate static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }
}

extension RunningProgram.Ending {
    /// The lines it has said; a last one that is not whole is left out.
    var said: [Substring] { RunningProgram.lines(output) }
}

import BuurtpostTestKit
import Foundation

/// The built program.
enum Program {
    static let executable = RunningProgram.built("buurtpost")

    /// Starts `buurtpost`; what it prints goes into files in `folder`.
    ///
    /// - Parameter environment: Its variables besides PATH.
    static func start(
        _ arguments: [String], in folder: URL, environment: [String: String] = [:]
    ) throws -> RunningProgram {
        try RunningProgram(executable, arguments, in: folder, environment: environment)
    }

    /// Runs `buurtpost` to its end.
    static func run(_ arguments: [String], in folder: URL) throws -> RunningProgram.Ending {
        try start(arguments, in: folder).wait()
    }
}

import Foundation

/// Why there is no demo. Named by what the caller does next.
enum DemoError: Error, Equatable {
    /// The town or the jobs are in none of `places`.
    case noTown(places: [String])
    /// Something else lives in the folder: name another one.
    case notEmpty(folder: String)
    /// The file system refused.
    case unwritable(path: String, reason: String)
    /// A file of the demo's own is not as it should be.
    case damaged(file: String, reason: String)
    /// Letters wait because they cannot be handed over.
    case waiting(reason: String)
}

extension DemoError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noTown(let places):
            """
            the town of the demo is not here: config/demo and jobs were looked for in
            \(places.map { "  \($0)" }.joined(separator: "\n"))
            run the demo in the folder of the project, or install buurtpost with its files
            """
        case .notEmpty(let folder):
            "\(folder) is not empty, and no demo was made there before; name another folder with --dir"
        case .unwritable(let path, let reason):
            "\(path) cannot be written: \(reason); see to that, or name another folder with --dir"
        case .damaged(let file, let reason):
            "\(file): \(reason); get the file back from the project"
        case .waiting(let reason):
            "letters wait that could not be handed over: \(reason)"
        }
    }
}

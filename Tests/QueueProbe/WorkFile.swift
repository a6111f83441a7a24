import Foundation

/// The outside world of the probe's jobs: a file that is only ever appended to, a line `job attempt worker` for each
/// attempt whose work was done. No commit can take a line back.
final class WorkFile: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Opens the file, or makes it.
    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    /// Appends one line with one write(2): whole or not at all (write(2), O_APPEND).
    func add(job: Int64, attempt: Int, worker: String) throws {
        let line = Array("\(job) \(attempt) \(worker)\n".utf8)
        guard write(descriptor, line, line.count) == line.count else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    /// How many lines `job` has.
    func count(job: Int64) throws -> Int {
        try String(contentsOfFile: path, encoding: .utf8)
            .split(separator: "\n").count { $0.hasPrefix("\(job) ") }
    }
}

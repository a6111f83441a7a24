import Foundation

/// Several processes that insert jobs side by side.
struct ForeignWriters {
    struct Row {
        let id: Int64
        /// Monotonic nanoseconds.
        let began: UInt64
        let committed: UInt64

        var wait: Double { Double(committed - began) / 1e6 }
    }

    private let processes: [Process]
    private let outputs: [URL]

    /// Starts them.
    ///
    /// - Parameter rate: Rows a second of each; 0 is without a pause.
    init(_ count: Int, database: String, rate: Int, seconds: Double) throws {
        let outputs = (0..<count).map { URL(fileURLWithPath: "\(database).writer\($0)") }
        self.outputs = outputs
        processes = try outputs.map { output in
            try Data().write(to: output)
            let process = Process()
            process.executableURL = URL(
                fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/self/exe"))
            process.arguments = ["foreign-writer", database, "\(rate)", "\(seconds)"]
            process.standardOutput = try FileHandle(forWritingTo: output)
            try process.run()
            return process
        }
    }

    /// Waits until they have ended.
    func rows() throws -> [Row] {
        for process in processes {
            process.waitUntilExit()
            precondition(process.terminationStatus == 0, "a foreign writer failed")
        }
        return try outputs.flatMap { output in
            try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map { line in
                let fields = line.split(separator: " ")
                return Row(
                    id: Int64(fields[0])!, began: UInt64(fields[1])!, committed: UInt64(fields[2])!)
            }
        }
    }
}

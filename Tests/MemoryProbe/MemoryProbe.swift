import BuurtpostTestKit
import Foundation
import Mail

/// Works the C libraries of mail for a memory checker: `memoryprobe [--tls] [ROUNDS]`. docs/transports.md has how, and what it gave.
///
/// Its main function does not suspend: valgrind does not survive the end of the first thread (pthread_exit(3)).
@main
enum MemoryProbe {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let rounds = arguments.last.flatMap { Int($0) } ?? 1
        let sessions = FaultySessions(hasTLS: arguments.contains("--tls"))
        let reports = try ReportReading()
        for _ in 0..<rounds {
            print("sessions: \(try sessions.run())")
            print("reports: \(try reports.run())")
        }
    }
}

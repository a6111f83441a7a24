import ArgumentParser
import Foundation
import GRDB
import JobQueue

/// `queueprobe enqueue`: inserts jobs as another program on the host would, and acknowledges each commit.
struct EnqueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue",
        abstract: "Enqueues jobs; says the number of the last job of each commit that is durable.")

    @OptionGroup var database: ProbeDatabase

    @Option(help: "The kind of the jobs.")
    var kind = ProbeKind.write.rawValue

    @Option(help: "How many jobs.")
    var count = 1

    @Option(help: "How many jobs a commit holds.")
    var batch = 1

    @Option(help: "The unique keys are PREFIX-1, PREFIX-2 and so on.")
    var prefix: String

    @Option(help: "The args of each job, a JSON object.")
    var args = "{}"

    func validate() throws {
        guard count >= 1, batch >= 1 else {
            throw ValidationError("--count and --batch are at least 1")
        }
    }

    func run() throws {
        let file = try database.open()
        for first in stride(from: 1, through: count, by: batch) {
            let last = min(first + batch - 1, count)
            try file.writer.write { db in
                for number in first...last {
                    let job = NewJob(kind: kind, args: args, uniqueKey: "\(prefix)-\(number)")
                    _ = try JobTable(db).enqueue(job, now: WallClock.system.now())
                }
            }
            say("\(last)")
        }
    }
}

import ArgumentParser
import Foundation
import JobQueue
import Model

/// The options of the commands that work.
struct WorkOptions: ParsableArguments {
    @OptionGroup var database: ProbeDatabase

    @Option(help: "The file to which each attempt appends a line `job attempt worker`.")
    var work: String

    @Option(help: "How many lanes each queue has.")
    var lanes = 1

    @Option(help: "How many jobs a lane claims at once.")
    var ahead = 1

    @Option(help: "How many jobs a lane begins and ends in one commit.")
    var batch = 1

    @Option(help: "Enqueues a job of kind `write` every so many seconds; 0 is never.")
    var every = 0.0

    @Option(help: "Completed and cancelled jobs are cleaned away after so many seconds.")
    var keep = JobRetention().finished.seconds

    func validate() throws {
        guard (1...200).contains(lanes), (1...1000).contains(ahead), (1...ahead).contains(batch)
        else {
            throw ValidationError("--lanes is 1...200, --ahead 1...1000, --batch 1...ahead")
        }
        guard every == 0 || every >= 1, keep > 0 else {
            throw ValidationError("--every is 0 or at least 1, --keep above 0")
        }
    }

    /// All kinds of the probe, done by `worker`.
    func duties(_ worker: ProbeWorker) -> Duties {
        var duties = Duties(
            lifecycles: ProbeKind.allCases.map { ProbeLifecycle(kind: $0.kind) },
            queues: ProbeKind.allCases.map {
                QueueSetup(
                    name: $0.kind.queue, lanes: lanes, ahead: ahead, batch: batch, worker: worker)
            },
            schedules: schedules,
            calendar: LocalCalendar(zone: TimeZone(identifier: "Europe/Amsterdam")!))
        duties.retention.finished = .seconds(keep)
        return duties
    }

    private var schedules: [Schedule] {
        guard every > 0 else { return [] }
        return [
            Schedule(
                name: "tick", kind: ProbeKind.write.rawValue, rule: .every(.seconds(every)),
                zone: "Europe/Amsterdam", catchUp: .all, maxAge: .seconds(7 * 24 * 3600))
        ]
    }
}

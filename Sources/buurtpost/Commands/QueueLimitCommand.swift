import ArgumentParser
import Foundation
import JobQueue

/// `buurtpost queue limit`
struct QueueLimitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract: "Limits how fast, how many side by side, and how many may wait.",
        discussion: """
            What is not named stays as it is; --none takes all limits away. A branch has limits of its own.

              buurtpost queue limit mail/example.org --rate 2 --burst 20 --lanes 1

            A queue with --capacity refuses more jobs when so many wait: `enqueue` ends with 75, and an INSERT of \
            another program fails.
            """)

    @OptionGroup var options: ConfigOption
    @OptionGroup var queue: QueueOptions

    @Option(help: "At most so many jobs begin in a second, 0.0001 to 100000.")
    var rate: Double?

    @Option(help: "With --rate: how many may begin at once after a rest, 1 to 100000. (default: 1)")
    var burst: Int?

    @Option(help: "At most so many run side by side, 1 to 200.")
    var lanes: Int?

    @Option(help: "At most so many wait.")
    var capacity: Int?

    @Flag(help: "Take all limits away.")
    var none = false

    func validate() throws {
        guard burst == nil || rate != nil else { throw ValidationError("--burst goes with --rate") }
        let isAnySet = rate != nil || lanes != nil || capacity != nil
        guard none != isAnySet else {
            throw ValidationError(
                none
                    ? "--none goes alone"
                    : "say what to limit: --rate, --lanes, --capacity, or --none for no limits")
        }
        try check("--rate", rate, 0.0001...100_000, "0.0001 to 100000")
        try check("--burst", burst, 1...100_000, "1 to 100000")
        try check("--lanes", lanes, 1...200, "1 to 200")
        try check("--capacity", capacity, 1...1_000_000_000, "1 to 1000000000")
    }

    private func check<T: Comparable>(
        _ option: String, _ value: T?, _ range: ClosedRange<T>, _ words: String
    ) throws {
        guard value.map(range.contains) ?? true else {
            throw ValidationError("\(option) must lie in \(words)")
        }
    }

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let now = WallClock.system.now()
            let found = try change(configuration) { db in
                try UnknownQueue.check(queue.name, force: queue.force, now: now, db)
                try set(QueueTable(db))
                return try QueueTable(db).list(now: now).first { $0.name == queue.name }
            }
            let settings = found?.settings(configuration.platform.timeZone) ?? ""
            try Output.show("\(queue.name): \(settings.isEmpty ? "no limits" : settings)")
        }
    }

    private func set(_ queues: QueueTable) throws {
        if let rate {
            try queues.limit(queue.name, to: RateLimit(perSecond: rate, burst: burst ?? 1))
        }
        if let lanes { try queues.limit(queue.name, lanes: lanes) }
        if let capacity { try queues.limit(queue.name, capacity: capacity) }
        guard none else { return }
        try queues.limit(queue.name, to: nil)
        try queues.limit(queue.name, lanes: nil)
        try queues.limit(queue.name, capacity: nil)
    }
}

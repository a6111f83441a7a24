import ArgumentParser
import JobQueue

/// `buurtpost job retry`
struct JobRetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Lets jobs run now, also those that were given up or cancelled.",
        discussion: """
            What waits for its time comes due now; what was discarded or cancelled gets all its attempts again. \
            A completed job has done its work: enqueue another one.

              buurtpost job retry --kind digest --state discarded
            """)

    @OptionGroup var options: ConfigOption
    @OptionGroup var selection: JobSelection

    func run() throws {
        try reporting { try carryOut(.retry, on: selection, options) }
    }
}

/// `buurtpost job cancel`
struct JobCancelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancels jobs that nobody wants any more; asks those that run to stop.",
        discussion: """
            What waits is cancelled at once. What runs ends as soon as its work notices, or is done.

              buurtpost job cancel 17 18 --reason "the evening is called off"
            """)

    @OptionGroup var options: ConfigOption
    @OptionGroup var selection: JobSelection

    @Option(help: "Why, for whoever looks at it later; not for a job that runs.")
    var reason = "cancelled by an operator"

    func run() throws {
        try reporting { try carryOut(.cancel(reason: reason), on: selection, options) }
    }
}

/// `buurtpost job discard`
struct JobDiscardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Gives up jobs that wait and will never succeed.",
        discussion: """
            They stay in the table for a week, with the reason. One that runs has to be cancelled instead.

              buurtpost job discard --queue held --reason "this kind is gone for good"
            """)

    @OptionGroup var options: ConfigOption
    @OptionGroup var selection: JobSelection

    @Option(help: "Why, for whoever looks at it later.")
    var reason = "given up by an operator"

    func run() throws {
        try reporting { try carryOut(.discard(reason: reason), on: selection, options) }
    }
}

/// - Throws: `ExitCode.badData` when some of the numbers given could not be served.
private func carryOut(_ order: JobOrder, on selection: JobSelection, _ options: ConfigOption) throws
{
    let run = try JobOrderRun(order, config: options.config)
    let tally =
        try selection.ids.isEmpty
        ? run.carryOut(on: selection.which.filter) : run.carryOut(on: selection.ids)
    try Output.show(selection.json ? try Output.json(tally) : order.sentence(tally))
    if !selection.ids.isEmpty, !tally.isComplete { throw ExitCode.badData }
}

extension JobOrder {
    /// What became of it, for people.
    func sentence(_ tally: JobTally) -> String {
        var parts = ["\(done): \(Self.jobs(tally.done.count))"]
        if !tally.requested.isEmpty {
            parts.append("asked to stop: \(Self.jobs(tally.requested.count))")
        }
        for (state, ids) in tally.impossible.sorted(by: { $0.key < $1.key }) {
            parts.append("left as they are, for they are \(state): \(Self.jobs(ids.count))")
        }
        if !tally.unknown.isEmpty {
            parts.append("not there (any more): \(Self.jobs(tally.unknown.count))")
        }
        return parts.joined(separator: "\n")
    }

    private var done: String {
        switch self {
        case .retry: "made due"
        case .cancel: "cancelled"
        case .discard: "discarded"
        }
    }

    private static func jobs(_ count: Int) -> String { count == 1 ? "1 job" : "\(count) jobs" }
}

import ArgumentParser
import BuurtpostTestKit
import Foundation

/// Measures the program against what its parts can do at best, in one run on one machine.
///
/// Prints ratios; seconds say nothing about another machine. docs/benchmarks.md has what it gave.
@main
struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        abstract:
            "Measures import, queue and delivery against SQLite's C interface and smtp-source.",
        subcommands: [ForeignWriter.self])

    /// What can be measured by itself.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case imports = "import"
        case queue
        case lanes
        case scale
        case wakeUp = "wake-up"
        case foreignWriters = "foreign-writers"
        case digest
        case morning
        case mail
        case endurance
    }

    @Option(help: "Only this part; may be given several times. The default is all.")
    var only: [Part] = []

    @Option(help: "How many people live in the town.")
    var residents = 30_000

    @Option(help: "How often each thing is measured, interleaved; the median counts.")
    var rounds = 5

    @Option(help: "How many sessions with the relay.")
    var connections = 4

    @Option(help: "How many letters are sent to see whether memory stays flat.")
    var letters = 200_000

    @Option(help: "For how many seconds other programs write, where they do.")
    var seconds = 10.0

    @Option(help: ArgumentHelp("Take this database over and run one job.", visibility: .private))
    var firstClaim: String?

    @Option(help: ArgumentHelp("Plan the digests in this database.", visibility: .private))
    var planOnly: String?

    func validate() throws {
        guard residents > 0, rounds > 0, letters > 0, (1...64).contains(connections),
            (1...600).contains(seconds)
        else {
            throw ValidationError(
                "residents, rounds and letters are positive, connections lie in 1...64, seconds in 1...600"
            )
        }
    }

    func run() throws {
        if let planOnly { return try DigestPlanning.run(path: planOnly) }
        if let firstClaim { return try FirstClaim.run(path: firstClaim) }
        if measures(.queue) { try QueueBenchmark(rounds: rounds).run() }
        if measures(.lanes) { try LanesBenchmark(rounds: rounds).run() }
        if measures(.scale) { try ScaleBenchmark(rounds: rounds).run() }
        if measures(.wakeUp) { try WakeUpBenchmark(seconds: seconds).run() }
        if measures(.foreignWriters) { try ForeignWritersBenchmark(seconds: seconds).run() }
        if measures(.digest) { try DigestBenchmark(residents: residents).run() }
        let ways = ways
        guard measures(.imports) || measures(.endurance) || !ways.isEmpty else { return }
        let town = try Town(residents: residents)
        report("import", ["\(town.rows) rows", rate(town.rows, town.importing, "rows")])
        if measures(.endurance) {
            try EnduranceBenchmark(town: town, connections: connections, letters: letters).run()
        }
        guard !ways.isEmpty else { return }
        try MorningBenchmark(town: town, rounds: rounds, connections: connections, ways: ways)
            .run()
    }

    private var ways: [MorningBenchmark.Way] {
        (measures(.morning) ? [.whole] : []) + (measures(.mail) ? [.esmtp, .curl] : [])
    }

    private func measures(_ part: Part) -> Bool { only.isEmpty || only.contains(part) }
}

/// Prints one line of results, at once: a run takes minutes.
func report(_ name: String, _ values: [String]) {
    let line = ([name] + values).joined(separator: "  |  ") + "\n"
    FileHandle.standardOutput.write(Data(line.utf8))
}

/// So many in a second.
func rate(_ count: Int, _ time: Duration, _ unit: String) -> String {
    "\(Int(Double(count) / time.inSeconds)) \(unit)/s"
}

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
            "Measures import, queue and delivery against SQLite's C interface and smtp-source.")

    @Option(help: "How many people live in the town.")
    var residents = 30_000

    @Option(help: "How often each thing is measured, interleaved; the median counts.")
    var rounds = 5

    @Option(help: "How many sessions with the relay.")
    var connections = 4

    @Flag(help: "Only the morning: for a profiler.")
    var morningOnly = false

    func validate() throws {
        guard residents > 0, rounds > 0, (1...64).contains(connections) else {
            throw ValidationError("residents and rounds are positive, connections lie in 1...64")
        }
    }

    func run() throws {
        let town = try Town(residents: residents)
        report("import", ["\(town.rows) rows", rate(town.rows, town.importing, "rows")])
        if !morningOnly { try QueueBenchmark(rounds: rounds).run() }
        try MorningBenchmark(town: town, rounds: rounds, connections: connections).run()
    }
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

import Foundation
import GRDB
import Mail
import Model

/// Planning the digests of one morning, and writing them, as the town grows.
struct DigestBenchmark {
    let residents: Int

    /// So many letters are written: they share the same pieces, whatever the town's size.
    private static let sample = 30_000

    func run() throws {
        for share in [0.1, 0.3, 1] {
            let residents = max(1, Int(Double(residents) * share))
            let town = try Town(residents: residents)
            let path = try town.copy()
            try DigestPlanning.measure(path: path, residents: residents)
            if share == 0.1 {
                _ = try WritingBenchmark(town: town, planned: path, limit: Self.sample).run()
            }
        }
    }
}

/// The plan of one morning, in a process of its own: its memory is its own.
enum DigestPlanning {
    static func measure(path: String, residents: Int) throws {
        report("planning, \(residents) residents", [try answer(path)])
    }

    private static func answer(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--plan-only", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// What the measured process does.
    static func run(path: String) throws {
        let office = try Office(database: path, transport: nil)
        let before = (memory: residentMemory(), processor: processorTime())
        let (_, time) = try measured { try office.drain() }
        let spent = processorTime() - before.processor
        let (letters, skipped) = (try office.count(.planned), try office.count(.skipped))
        try office.close()
        report(
            "\(letters) letters, \(skipped) skipped",
            [
                time.text, rate(letters + skipped, time, "readers"),
                "processor \((spent.inSeconds * 1e6 / Double(letters + skipped)).rounded(1)) µs a reader",
                "memory \(before.memory >> 20) MB before, \(peakMemory() >> 20) MB at most",
            ])
    }
}

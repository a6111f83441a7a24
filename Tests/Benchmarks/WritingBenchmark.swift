import Digests
import Foundation
import GRDB
import Mail
import Model

/// Reading, rendering and composing the morning's letters on one thread, each step by itself.
struct WritingBenchmark {
    let town: Town
    /// A database with the letters planned.
    let planned: String

    struct Result {
        let letters: Int
        /// The median size of a message.
        let octets: Int
    }

    func run() throws -> Result {
        let office = try Office(
            database: try town.copy(of: planned), transport: nil, plans: false)
        let reader = try office.reader()
        let ids = try office.planned()
        let (letters, reading) = try measured {
            try ids.compactMap { id in try reader.read { try LetterTable($0).find(id) } }
        }
        let (contents, rendering) = try measured {
            try letters.compactMap { letter in try reader.read { try content(letter, office, $0) } }
        }
        let (messages, composing) = measured {
            contents.map { composed(office.composer.message($0, $1, now: Office.moment)) }
        }
        let (problems, checking) = measured {
            messages.reduce(0) { $0 + MessageCheck.problems(of: $1.0, octets: $1.1).count }
        }
        for (step, time) in [
            ("reading", reading), ("rendering", rendering), ("composing", composing),
            ("checking", checking),
        ] {
            report(
                "\(step), one thread",
                [perLetter(time, ids.count), rate(ids.count, time, "letters")])
        }
        let octets = Int(messages.map { Double($0.1.count) }.median)
        report("a letter", ["\(octets) octets", "\(problems) problems in all"])
        return Result(letters: ids.count, octets: octets)
    }

    private func composed(_ message: Message) -> (Message, [UInt8]) {
        (message, message.outgoing(letter: 1).octets)
    }

    private func content(_ letter: Letter, _ office: Office, _ db: Database) throws
        -> (Letter, LetterContent)?
    {
        guard case .content(let content) = try office.renderer.render(letter, in: db) else {
            return nil
        }
        return (letter, content)
    }

    private func perLetter(_ time: Duration, _ count: Int) -> String {
        "\((time.inSeconds * 1e6 / Double(count)).rounded(1)) µs"
    }
}

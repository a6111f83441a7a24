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
    /// At most so many letters; nil: all.
    var limit: Int?

    struct Result {
        let letters: Int
        /// The median size of a message.
        let octets: Int
    }

    func run() throws -> Result {
        let office = try Office(
            database: try town.copy(of: planned), transport: nil, plans: false)
        let reader = try office.reader()
        let ids = Array(try office.planned().prefix(limit ?? .max))
        let (letters, reading) = try measured {
            try inReads(ids, reader) { id, db in try LetterTable(db).find(id) }
        }
        let half = letters.count / 2
        let (first, setting) = try measured { try render(letters[..<half], office, reader) }
        let (second, rendering) = try measured { try render(letters[half...], office, reader) }
        let contents = first + second
        let (messages, composing) = measured {
            contents.map { composed(office.composer.message($0, $1, now: Office.moment)) }
        }
        let (problems, checking) = measured {
            messages.reduce(0) { $0 + MessageCheck.problems(of: $1.0, octets: $1.1).count }
        }
        for (step, time, count) in [
            ("reading", reading, ids.count),
            ("rendering the first half, shared pieces set on the way", setting, half),
            ("rendering the second half", rendering, ids.count - half),
            ("composing", composing, ids.count), ("checking", checking, ids.count),
        ] {
            report(
                "\(step), one thread", [perLetter(time, count), rate(count, time, "letters")])
        }
        let octets = Int(messages.map { Double($0.1.count) }.median)
        report("a letter", ["\(octets) octets", "\(problems) problems in all"])
        return Result(letters: ids.count, octets: octets)
    }

    private func render(
        _ letters: ArraySlice<Letter>, _ office: Office, _ reader: DatabaseQueue
    ) throws -> [(Letter, LetterContent)] {
        try inReads(Array(letters), reader) { letter, db in try content(letter, office, db) }
    }

    /// As a session does it: several letters in one look at the database.
    private func inReads<Item, Result>(
        _ items: [Item], _ reader: DatabaseQueue, _ body: (Item, Database) throws -> Result?
    ) throws -> [Result] {
        try stride(from: 0, to: items.count, by: MailSessions.ahead).flatMap { start in
            try reader.read { db in
                try items[start..<min(start + MailSessions.ahead, items.count)]
                    .compactMap { try body($0, db) }
            }
        }
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

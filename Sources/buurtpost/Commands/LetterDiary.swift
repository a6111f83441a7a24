import Digests
import Foundation
import Mail

/// The letters of one mailbox for a terminal: in sentences, day by day, the newest first.
struct LetterDiary {
    /// The newest first.
    let lines: [LetterLine]
    /// Who has the address now.
    let readers: [String]
    /// Why readers have no digest today.
    let standings: [(reader: String, standing: DigestStanding)]
    let zone: TimeZone

    var text: String {
        let paragraphs = lines.isEmpty ? [nothing] : days.map(\.text)
        return (today + paragraphs).joined(separator: "\n\n")
    }

    private var today: [String] {
        guard !standings.isEmpty else { return [] }
        let entries = standings.map { "  \($0.reader): \($0.standing)" }
        return [Day(name: "today", entries: entries).text]
    }

    private var nothing: String {
        readers.isEmpty
            ? "no letter fits, and nobody has this address"
            : "no letter fits; the address belongs to \(readers.joined(separator: ", "))"
    }

    /// Letters that follow each other and are of one day.
    private struct Day {
        let name: String
        var entries: [String]

        var text: String { ([name] + entries).joined(separator: "\n") }
    }

    private var days: [Day] {
        lines.reduce(into: []) { days, line in
            let time = Output.time(line.when, zone)
            let name = String(time.prefix(10))
            if days.last?.name != name { days.append(Day(name: name, entries: [])) }
            days[days.count - 1].entries.append("  \(time.suffix(5))  \(sentence(line))")
        }
    }

    private func sentence(_ line: LetterLine) -> String {
        let account = LetterAccount(line.letter)
        let notes = line.notes.map { "; \(Output.time($0.at, zone)) \($0.text)" }.joined()
        return
            "letter \(line.letter.id) to \(line.reader), \(account.occasion): \(account.fate)\(notes)"
    }
}

import Foundation
import GRDB
import JobQueue
import Mail
import Model

/// All of a letter: its row, what it says, and the job that delivers it as long as that is there.
struct LetterSheet: Encodable {
    let line: LetterLine
    let args: String
    let job: JobRecord?

    private enum CodingKeys: CodingKey { case args, job }

    /// The keys of the line, and beside them `args` and `job`.
    func encode(to encoder: any Encoder) throws {
        try line.encode(to: encoder)
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(args, forKey: .args)
        try object.encodeIfPresent(job, forKey: .job)
    }

    /// nil when there is no such letter.
    static func find(_ id: Int64, in db: Database) throws -> LetterSheet? {
        let table = LetterTable(db)
        guard let listing = try table.listing(id), let letter = try table.find(id),
            let line = try LetterLine.lines([listing], in: db).first
        else { return nil }
        return LetterSheet(line: line, args: letter.args, job: try job(of: id, in: db))
    }

    /// Reads all jobs of letters: for a person who asks.
    private static func job(of letter: Int64, in db: Database) throws -> JobRecord? {
        let id = try Int64.fetchOne(
            db, sql: "SELECT max(id) FROM job WHERE kind = ? AND args ->> 'letter' = ?",
            arguments: [LetterTable.jobKind.name, letter])
        return try id.flatMap { try JobTable(db).record($0) }
    }

    /// For a terminal: a line for each thing that is set, then the job.
    func text(zone: TimeZone) -> String {
        let lines = lines(zone)
        let width = lines.map(\.name.count).max() ?? 0
        let sheet = lines.map { line in
            line.name + String(repeating: " ", count: width + 2 - line.name.count) + line.value
        }.joined(separator: "\n")
        return job.map { "\(sheet)\n\n\(JobSheet(job: $0, zone: zone).text)" } ?? sheet
    }

    /// What sends a letter that is held; nil for any other.
    private var remedy: String? {
        guard line.letter.outcome == .held else { return nil }
        guard let job else {
            return "nothing: its job is cleaned away, it can not be sent any more"
        }
        return "mend the template, text or address that is wrong (`buurtpost preview` shows the "
            + "letter as it would be now), then `buurtpost job retry \(job.id)`"
    }

    private func lines(_ zone: TimeZone) -> [(name: String, value: String)] {
        let letter = line.letter
        let time = { (date: Date?) in date.map { Output.time($0, zone) } }
        let all: [(String, String?)] = [
            ("letter", "\(letter.id)"), ("purpose", letter.purpose.rawValue), ("to", line.reader),
            ("address", letter.address), ("occasion", letter.occasion), ("args", args),
            ("outcome", letter.outcome.rawValue), ("that is", LetterAccount(letter).fate),
            ("to do", remedy),
            ("planned", time(letter.plannedAt)), ("due", time(letter.dueAt)),
            ("expires", time(letter.expiresAt)), ("finished", time(letter.settledAt)),
            ("relay", letter.relay), ("answer", letter.reply), ("message id", letter.messageID),
            ("copies", letter.possibleCopies == 0 ? nil : "\(letter.possibleCopies) possible"),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
            + line.notes.map { ("later", "\(Output.time($0.at, zone)) \($0.text)") }
    }
}

import Foundation
import GRDB
import Mail
import Model
import Synchronization

/// Writes down what one reader gets on one day: a letter, or why there is none.
final class DigestPen: Sendable {
    private let news: DigestNews
    private let settings: DigestSettings
    private let calendar: LocalCalendar
    private let now: Date
    /// Readers who were told the same and like the same of what there is get the same.
    private let selections = Mutex<[Key: Selection]>([:])
    /// So many are kept; one has about 1 KB.
    private static let capacity = 20_000

    private struct Key: Hashable {
        let watermark: Int64?
        let taste: ReaderTaste
        let changes: Int
        let help: Int
    }

    private struct Selection {
        let common: DigestContents.Common
        let json: String
        let changes: Int
        let help: Int
    }

    init(news: DigestNews, settings: DigestSettings, calendar: LocalCalendar, now: Date) {
        self.news = news
        self.settings = settings
        self.calendar = calendar
        self.now = now
    }

    /// - Returns: Whether a letter was planned.
    func plan(_ reader: DigestReader, in db: Database) throws -> Bool {
        let log = DigestLog(date: news.date, settings: settings, calendar: calendar, now: now)
        var letter = log.letter(for: reader)
        if letter.dueAt ?? now < reader.endOfPause {
            return try log.skip(reader, "on holiday: paused", in: db)
        }
        if reader.address == nil { return try log.skip(reader, "has no address", in: db) }
        let (contents, json) = try contents(for: reader)
        try DigestReaders(db: db).setWatermark(news.revision, of: reader.resident)
        guard contents.hasSomethingToSay else {
            return try log.skip(reader, "nothing to say", in: db)
        }
        letter.args = json
        return try LetterTable(db).plan(letter, now: now) != nil
    }

    /// What the reader gets, and the same as it stands in `letter.args`.
    func contents(for reader: DigestReader) throws -> (DigestContents, json: String) {
        let changes = news.changes(for: reader)
        let help = news.help.requests(for: reader, after: reader.watermark)
        let selection = try selection(
            Key(
                watermark: reader.watermark, taste: news.met(of: reader.taste),
                changes: changes.count,
                help: help.count))
        let contents = DigestContents(
            common: selection.common, changes: Array(changes.prefix(selection.changes)),
            help: Array(help.prefix(selection.help)))
        return (contents, contents.json(common: selection.json))
    }

    private func selection(_ key: Key) throws -> Selection {
        try selections.withLock { selections in
            if let known = selections[key] { return known }
            let (common, own) = news.selection(
                after: key.watermark, taste: key.taste, own: (key.changes, key.help),
                limit: settings.maxItems)
            let selection = Selection(
                common: common, json: try common.json(), changes: own.changes, help: own.help)
            if selections.count >= Self.capacity { selections = [:] }
            selections[key] = selection
            return selection
        }
    }
}

/// Writes the rows of one day's digests.
struct DigestLog {
    let date: LocalDate
    let settings: DigestSettings
    let calendar: LocalCalendar
    let now: Date

    func hour(of reader: DigestReader) -> Date {
        calendar.instant(date, LocalTime(minute: reader.minute))
    }

    /// A letter of the day without contents.
    func letter(for reader: DigestReader) -> NewLetter {
        let hour = hour(of: reader)
        let rule = LatenessRule(longest: settings.lateness)
        return NewLetter(
            purpose: .digest, recipient: reader.recipient, occasion: date.description,
            address: reader.address, dueAt: hour,
            expiresAt: rule.deadline(of: hour, on: date, calendar))
    }

    /// Writes down why there is no letter.
    ///
    /// - Returns: false: no letter was planned.
    func skip(_ reader: DigestReader, _ reason: String, in db: Database) throws -> Bool {
        try LetterTable(db).skip(letter(for: reader), reason: reason, now: now)
        return false
    }

    /// The watermark stays: the next digest has what this one would have had.
    func skipAsTooLate(_ reader: DigestReader, in db: Database) throws -> Bool {
        try skip(reader, "too late: nobody was there in the hours after the reader's", in: db)
    }
}

extension DigestReader {
    /// When a holiday ends; long ago when there is none.
    var endOfPause: Date { pausedUntil.map(Date.init(unixMilliseconds:)) ?? .distantPast }
}

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
    /// Readers with the same watermark get the same; most have the same.
    private let selections = Mutex<[Int64?: Selection]>([:])

    private struct Selection {
        let hasSomethingToSay: Bool
        let json: String
    }

    init(news: DigestNews, settings: DigestSettings, calendar: LocalCalendar, now: Date) {
        self.news = news
        self.settings = settings
        self.calendar = calendar
        self.now = now
    }

    /// - Returns: Whether a letter was planned.
    @Sendable
    func plan(_ reader: DigestReaders.Reader, in db: Database) throws -> Bool {
        if reader.isPaused { return try skip(reader, "on holiday: paused", db) }
        if reader.address == nil { return try skip(reader, "has no address", db) }
        let selection = try selection(after: reader.watermark)
        try DigestReaders(db: db).setWatermark(news.revision, of: reader.resident)
        guard selection.hasSomethingToSay else { return try skip(reader, "nothing to say", db) }
        var letter = letter(for: reader)
        letter.args = selection.json
        return try LetterTable(db).plan(letter, now: now) != nil
    }

    /// The watermark stays: tomorrow's digest has what this one would have had.
    @Sendable
    func skipAsTooLate(_ reader: DigestReaders.Reader, in db: Database) throws -> Bool {
        try skip(reader, "too late: nobody was there in the hours after the reader's", db)
    }

    private func skip(_ reader: DigestReaders.Reader, _ reason: String, _ db: Database) throws
        -> Bool
    {
        try LetterTable(db).skip(letter(for: reader), reason: reason, now: now)
        return false
    }

    private func letter(for reader: DigestReaders.Reader) -> NewLetter {
        let hour = calendar.instant(news.date, LocalTime(minute: reader.minute))
        return NewLetter(
            purpose: .digest, recipient: reader.recipient, occasion: news.date.description,
            address: reader.address, dueAt: hour,
            expiresAt: hour.addingTimeInterval(settings.lateness.seconds))
    }

    private func selection(after watermark: Int64?) throws -> Selection {
        try selections.withLock { selections in
            if let known = selections[watermark] { return known }
            let contents = news.contents(after: watermark, limit: settings.maxItems)
            let selection = Selection(
                hasSomethingToSay: contents.hasSomethingToSay, json: try contents.json())
            selections[watermark] = selection
            return selection
        }
    }
}

extension DigestContents {
    /// As it stands in `letter.args`: keys in order, so equal contents are equal texts.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

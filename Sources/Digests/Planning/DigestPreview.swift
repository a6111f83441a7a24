public import Foundation
public import GRDB
public import Mail
public import Model
import Neighbourhood

/// The digest that a reader would get if it were planned now. Writes nothing.
public struct DigestPreview: Sendable {
    private let settings: DigestSettings
    private let calendar: LocalCalendar

    public init(settings: DigestSettings, calendar: LocalCalendar) {
        self.settings = settings
        self.calendar = calendar
    }

    /// The letter of today for the resident with the platform's id `externalID`: the one that is planned already, or
    /// what a plan would come to now.
    ///
    /// - Throws: ``NoDigest`` when there would be none, with the reason.
    public func letter(forResident externalID: String, now: Date, in db: Database) throws -> Letter
    {
        guard let resident = try Resident.find(externalID: externalID, in: db) else {
            throw NoDigest(reason: "there is no resident with this id")
        }
        let date = calendar.date(at: now)
        if let planned = try LetterTable(db).find(
            .digest, recipient: "resident/\(resident.id)", occasion: date.description),
            planned.outcome != .skipped
        {
            return planned
        }
        guard let reader = try DigestReaders(db: db).find(resident.id) else {
            throw NoDigest(reason: "the resident wants none, or may not be mailed")
        }
        let news = try DigestNews(
            on: date, isWeekly: reader.frequency == .weekly, now: now, settings: settings,
            calendar: calendar, in: db)
        let pen = DigestPen(news: news, settings: settings, calendar: calendar, now: now)
        let (contents, json) = try pen.contents(for: reader)
        guard contents.hasSomethingToSay else { throw NoDigest(reason: "there is nothing to say") }
        let hour = calendar.instant(date, resident.digestTime)
        return Letter(
            preview: NewLetter(
                purpose: .digest, recipient: reader.recipient, occasion: date.description,
                args: json, dueAt: max(hour, now)))
    }
}

/// Why there is no digest to look at.
public struct NoDigest: Error, CustomStringConvertible {
    /// Completes "no digest: …".
    public let reason: String

    public init(reason: String) {
        self.reason = reason
    }

    public var description: String { "no digest: \(reason)" }
}

public import Foundation
public import GRDB
public import Mail
public import Model
import Neighbourhood

/// Letters with one item of each kind, to try templates on: in each language, with *u* and with *je*, daily and weekly.
public struct DigestSample: Sendable {
    private let languages: [Language]
    private let calendar: LocalCalendar
    private let now: Date

    /// - Parameters:
    ///   - languages: Those that there are words in.
    ///   - now: When the letters are read.
    public init(languages: [Language], calendar: LocalCalendar, now: Date) {
        self.languages = languages
        self.calendar = calendar
        self.now = now
    }

    /// Writes readers and news into a database and gives the letters that tell of them; none is planned.
    ///
    /// - Parameter db: A database that has the tables and no rows, and is thrown away afterwards.
    public func letters(in db: Database) throws -> [Letter] {
        try addNews(db)
        let events = try Agenda.occurrences(
            in: db, from: now, to: now.addingTimeInterval(2 * 86_400), calendar: calendar)
        guard let lost = events.first else { preconditionFailure("a sample has events") }
        try EventChange.record(.cancelled, of: lost, now: now, in: db)
        try EventChange.record(.changed, of: lost, now: now, in: db)
        return try readers(db).map { try letter(to: $0, isWeekly: $1, events) }
    }

    private func letter(
        to reader: Int64, isWeekly: Bool, _ events: [EventOccurrence]
    ) throws -> Letter {
        let date = calendar.date(at: now)
        let keys = events.map { ($0, DigestContents.EventKey(event: $0.event, key: $0.key)) }
        var common = DigestContents.Common(date: date)
        common.isWeekly = isWeekly
        common.today = keys.filter { $0.0.localDate == date }.map(\.1)
        common.later = keys.filter { $0.0.localDate != date }.map(\.1)
        (common.posts, common.entries, common.polls) = ([1, 2, 3, 4], [1], [1])
        common.more = 2
        let contents = DigestContents(common: common, changes: [1, 2], help: [1])
        return Letter(
            preview: NewLetter(
                purpose: .digest, recipient: "resident/\(reader)", occasion: date.description,
                args: try contents.json(), dueAt: now))
    }

    // MARK: Rows

    private func readers(_ db: Database) throws -> [(id: Int64, isWeekly: Bool)] {
        try languages.flatMap { language in
            try AddressForm.allCases.flatMap { form in
                try [false, true].map { isWeekly in
                    try db.execute(
                        sql: """
                            INSERT INTO resident (external_id, given_name, family_name, email, language,
                                address_form, digest, digest_day)
                            VALUES (?, 'Noor', 'de Vries', 'noor@reader.example', ?, ?, ?, ?)
                            """,
                        arguments: [
                            "\(language.rawValue)-\(form.rawValue)-\(isWeekly)", language.rawValue,
                            form.rawValue, isWeekly ? "weekly" : "daily",
                            calendar.date(at: now).weekday,
                        ])
                    return (db.lastInsertedRowID, isWeekly)
                }
            }
        }
    }

    private func addNews(_ db: Database) throws {
        let (today, soon) = (now.unixMilliseconds, now.unixMilliseconds + 3 * 86_400_000)
        try db.execute(
            sql: """
                INSERT INTO organisation (external_id, name, category, description, url) VALUES
                    ('huis', 'Buurthuis De Spil', 'Ontmoeting', 'Voor iedereen die binnenloopt.', :url);
                INSERT INTO post (external_id, organisation, kind, title, text, url, image_url, published_at)
                VALUES ('news', 'huis', 'news', 'De brug is open', 'U kunt er weer over.', :url, :url, :now),
                    ('story', 'huis', 'story', 'Dertig jaar koor', 'Een avond om niet te vergeten.', :url, '', :now),
                    ('ask', 'huis', 'question', 'Wie weet dit?', 'Vertel het ons.', :url, '', :now),
                    ('call', 'huis', 'callout', 'Handen gezocht', 'Zaterdag om tien uur.', :url, '', :now);
                INSERT INTO poll (external_id, question, closes_at, url)
                    VALUES ('poll', 'Waar komt de bank?', :soon, :url);
                INSERT INTO help_request (external_id, title, public_text, urgency, created_at)
                    VALUES ('help', 'Lamp ophangen', 'De ladder is er.', 'urgent', :now);
                """, arguments: ["url": Self.url, "now": today, "soon": soon])
        for (number, hours) in [1.0, 26].enumerated() {
            let start = now.addingTimeInterval(hours * 3600).unixMilliseconds
            try db.execute(
                sql: """
                    INSERT INTO event (uid, summary, location, url, organisation, starts_at, ends_at, ics)
                    VALUES (?, 'Koffie', 'Grote zaal', ?, 'huis', ?, ?, '')
                    """, arguments: ["\(number)@sample", Self.url, start, start + 3_600_000])
        }
    }

    private static let url = "https://www.voorbeeldbuurt.example/bericht"
}

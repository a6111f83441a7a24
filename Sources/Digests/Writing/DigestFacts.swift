import Foundation
import GRDB
import Model
import Neighbourhood

/// The facts of a digest's items as they are now. What was removed, cancelled or closed since the plan is not among them.
struct DigestFacts {
    let today: [EventOccurrence]
    let tomorrow: [EventOccurrence]
    let posts: [Post]
    let entries: [Organisation]
    let polls: [Poll]

    init(_ contents: DigestContents, now: Date, calendar: LocalCalendar, in db: Database) throws {
        func occurrences(_ keys: [DigestContents.EventKey], on date: LocalDate) throws
            -> [EventOccurrence]
        {
            try keys.compactMap {
                try Agenda.occurrence(in: db, event: $0.event, key: $0.key, calendar: calendar)
            }.filter { $0.lies(on: date, calendar) }
        }
        today = try occurrences(contents.today, on: contents.date)
        tomorrow = try occurrences(contents.tomorrow, on: contents.date.adding(days: 1))
        posts = try contents.posts.compactMap { try Post.find($0, in: db) }
            .filter { $0.status == .visible }
        entries = try contents.entries.compactMap { try Organisation.find($0, in: db) }
            .filter { $0.status == .visible }
        polls = try contents.polls.compactMap { try Poll.find($0, in: db) }
            .filter { ($0.closesAt ?? .max) > now.unixMilliseconds }
    }

    var itemCount: Int {
        today.count + tomorrow.count + posts.count + entries.count + polls.count
    }
}

extension EventOccurrence {
    /// Whether any of it takes place on `date`: one that was moved to another day does not.
    func lies(on date: LocalDate, _ calendar: LocalCalendar) -> Bool {
        let end = calendar.startOfDay(date.adding(days: 1))
        return startsAt < end && (endsAt > calendar.startOfDay(date) || localDate == date)
    }
}

import Foundation
import GRDB
import Model
import Neighbourhood
import Synchronization

/// The pens of one round: one for each day and rhythm, made when the first reader needs it. Mostly nobody does, and
/// then neither the news nor the agenda is read.
final class DigestPens: Sendable {
    private struct Occasion: Hashable {
        let date: LocalDate
        let isWeekly: Bool
    }

    let settings: DigestSettings
    let calendar: LocalCalendar
    let now: Date
    private let pens = Mutex<[Occasion: DigestPen]>([:])

    init(settings: DigestSettings, calendar: LocalCalendar, now: Date) {
        self.settings = settings
        self.calendar = calendar
        self.now = now
    }

    /// Plans the reader's digest of `date`, or writes down why there is none.
    ///
    /// - Returns: Whether a letter was planned.
    func plan(_ reader: DigestReader, on date: LocalDate, in db: Database) throws -> Bool {
        let occasion = Occasion(date: date, isWeekly: reader.frequency == .weekly)
        return try pen(occasion, in: db).plan(reader, in: db)
    }

    private func pen(_ occasion: Occasion, in db: Database) throws -> DigestPen {
        try pens.withLock { pens in
            if let pen = pens[occasion] { return pen }
            try Post.announceDue(now: now, in: db)
            let news = try DigestNews(
                on: occasion.date, isWeekly: occasion.isWeekly, now: now, settings: settings,
                calendar: calendar, in: db)
            let pen = DigestPen(news: news, settings: settings, calendar: calendar, now: now)
            pens[occasion] = pen
            return pen
        }
    }

    /// The rows of a day, for those who get none.
    func log(of date: LocalDate) -> DigestLog {
        DigestLog(date: date, settings: settings, calendar: calendar, now: now)
    }
}

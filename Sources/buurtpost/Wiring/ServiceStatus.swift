import Foundation
import GRDB
import JobQueue
import Mail
import Model

/// The one line of `systemctl status` that says what the post office does. Counts and times only.
struct ServiceStatus: Equatable {
    /// Letters whose time has come, counted up to ``most``; nil when the tables cannot be read.
    var waiting: Int?
    /// When the next letter that is planned comes due; nil without one.
    var next: Date?
    /// Sorted by name.
    var closed: [ClosedQueue] = []
    /// What somebody ought to know, such as a reload that failed.
    var notice: String?

    /// No more are counted: nobody needs the number, and counting takes time.
    static let most = 100_000

    /// `12 letters waiting, relay away since 08:10, next letter 09:30`.
    ///
    /// - Parameters:
    ///   - now: Times of another day than this have their date.
    ///   - calendar: Of the platform.
    func text(now: Date, in calendar: LocalCalendar) -> String {
        let since = closed.map {
            "\(Self.subject(of: $0.name)) since \(calendar.short($0.since, seenFrom: now))"
        }
        let coming = next.map { "next letter \(calendar.short($0, seenFrom: now))" }
        return ([notice].compactMap { $0 } + [waitingText] + since + [coming].compactMap { $0 })
            .joined(separator: ", ")
    }

    private var waitingText: String {
        switch waiting {
        case nil: "the database cannot be read"
        case 0: "no letters waiting"
        case 1: "1 letter waiting"
        case Self.most: "\(Self.most) letters waiting or more"
        case let waiting?: "\(waiting) letters waiting"
        }
    }

    private static func subject(of queue: String) -> String {
        queue == mail ? "relay away" : "queue \(queue) closed"
    }

    private static let mail = LetterTable.jobKind.queue
}

extension ServiceStatus {
    /// What the tables tell. A few seeks, and a count up to ``most``.
    init(now: Date, closed: [ClosedQueue], notice: String?, _ db: Database) throws {
        let jobs = JobTable(db)
        waiting = try jobs.dueCount(queue: Self.mail, now: now, limit: Self.most)
        next = try jobs.nextDue(queue: Self.mail, after: now)
        self.closed = closed
        self.notice = notice
    }
}

extension LocalCalendar {
    /// `08:10`, or with its date `2026-03-25 08:10` when that is not the day of `now`.
    func short(_ instant: Date, seenFrom now: Date) -> String {
        let day = date(at: instant)
        return day == date(at: now) ? "\(time(at: instant))" : "\(day) \(time(at: instant))"
    }
}

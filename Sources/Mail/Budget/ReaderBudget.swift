public import Foundation
public import GRDB
public import Model

/// Not too many letters to one reader on one day, over all purposes.
///
/// All letters count but those about the reader's own account. Urgent ones (``Importance/isUrgent``) are sent all the
/// same; any other waits for the next morning when the day's places are taken, or kept for more important letters that are due
/// today, and is skipped when it would be too late then. A reader is a `recipient`: two people with one mailbox have a
/// budget each.
///
/// Holds with any number of sessions: a letter makes room for those that were begun before it (``LettersInHand``).
public struct ReaderBudget: SendingRule {
    private let lettersPerDay: Int
    private let night: Night
    private let calendar: LocalCalendar
    private let inHand: LettersInHand

    /// How long a letter waits for another one to the same reader that is just being sent.
    static let underWayWait = 60.0

    /// - Parameters:
    ///   - lettersPerDay: 1 or more.
    ///   - night: What waits, waits until its end on the next day.
    ///   - calendar: When a day begins.
    ///   - inHand: That of the desk which asks this rule.
    public init(
        lettersPerDay: Int, night: Night, calendar: LocalCalendar, inHand: LettersInHand
    ) {
        precondition(lettersPerDay > 0, "a reader who may get nothing is suppressed")
        self.lettersPerDay = lettersPerDay
        self.night = night
        self.calendar = calendar
        self.inHand = inHand
    }

    public func judge(_ letter: Letter, to address: EmailAddress, now: Date, in db: Database) throws
        -> SendingVerdict
    {
        let importance = letter.importance(at: now, calendar)
        guard !importance.isUrgent else { return .send }
        let today = calendar.date(at: now)
        let others = try ReaderDay.Other.all(
            besides: letter, from: calendar.startOfDay(today),
            to: calendar.startOfDay(today.adding(days: 1)), now: now, in: db)
        let day = ReaderDay(
            others, importance: importance, begunBefore: inHand.begunBefore(letter.id))
        return verdict(on: letter, day, now: now)
    }

    private func verdict(on letter: Letter, _ day: ReaderDay, now: Date) -> SendingVerdict {
        if day.taken >= lettersPerDay {
            return letter.waiting(
                until: night.nextMorning(after: now),
                reason: "the reader got as many letters today as the limit allows")
        }
        if day.taken + day.reserved >= lettersPerDay {
            return letter.waiting(
                until: night.nextMorning(after: now),
                reason: "the reader's day is kept for more important letters")
        }
        if day.taken + day.reserved + day.underWay >= lettersPerDay {
            return .later(
                now.addingTimeInterval(Self.underWayWait),
                reason: "another letter to the reader is just being sent")
        }
        return .send
    }
}

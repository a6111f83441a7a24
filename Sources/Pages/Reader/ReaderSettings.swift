import Foundation
import JobQueue
import Links
import Model
import Neighbourhood

/// Takes what a form sent into a reader's choices. What was not sent, or is none of the answers that
/// can be given, leaves the choice as it is.
struct ReaderSettings {
    var choices: ResidentChoices
    let calendar: LocalCalendar

    mutating func takeDigest(_ submission: PageSubmission) {
        if let digest = submission.first("digest").flatMap(Resident.Digest.init(rawValue:)) {
            choices.digest = digest
        }
        if let time = submission.first("time").flatMap({ LocalTime($0) }) {
            choices.digestTime = time
        }
        if let day = submission.number("day"), (1...7).contains(day) { choices.digestDay = day }
    }

    /// - Parameter known: Interests that can be chosen.
    mutating func takeAll(_ submission: PageSubmission, known: [String], now: Date) {
        takeDigest(submission)
        if let reminders = submission.first("reminders")
            .flatMap(Resident.Reminders.init(rawValue:))
        {
            choices.reminders = reminders
        }
        if let helper = submission.first("helper"), ["yes", "no"].contains(helper) {
            choices.isHelper = helper == "yes"
        }
        let offered = Set(known).union(choices.interests)
        choices.interests = Array(Set(submission.all("interest")).intersection(offered)).sorted()
        if let language = submission.first("language").flatMap(Language.init(rawValue:)) {
            choices.language = language
        }
        if let form = submission.first("form").flatMap(AddressForm.init(rawValue:)) {
            choices.addressForm = form
        }
        takePause(submission.first("pause"), now: now)
    }

    /// The pause lasts to the end of the day that was chosen, at most a year from now.
    private mutating func takePause(_ text: String?, now: Date) {
        guard let text else { return }
        guard let day = LocalDate(text) else {
            if text.isEmpty { choices.pausedUntil = nil }
            return
        }
        let end = calendar.instant(day.adding(days: 1), LocalTime(minute: 0))
        guard end > now, end < now + 366 * 86_400 else { return }
        choices.pausedUntil = end.unixMilliseconds
    }

    /// The last day of the pause, as a form shows it; empty for none.
    func pauseDay(now: Date) -> String {
        guard let until = choices.pausedUntil.map(Date.init(unixMilliseconds:)), until > now else {
            return ""
        }
        return calendar.date(at: until - 1).description
    }
}

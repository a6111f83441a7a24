import Foundation
import JobQueue
import Mail
import Model

/// The desk's words: Dutch, for operators know the town, not the program.
enum DeskWords {
    static func name(of purpose: Purpose) -> String {
        switch purpose {
        case .digest: "ochtendmail"
        case .eventReminder: "herinnering aan een activiteit"
        case .campaign: "campagne"
        case .notice: "bericht van de dienst"
        case .helpMatch: "hulpvraag"
        case .staleEntry: "controle van de sociale kaart"
        case .account: "eigen gegevens"
        }
    }

    static func name(of outcome: LetterOutcome) -> String {
        switch outcome {
        case .planned: "wacht"
        case .accepted: "bezorgd bij de mailserver"
        case .refused: "geweigerd"
        case .expired: "te laat, niet verstuurd"
        case .suppressed: "adres wordt niet meer gemaild"
        case .held: "wacht op een mens"
        case .withdrawn: "niet meer nodig"
        case .inDoubt: "misschien aangekomen"
        case .skipped: "niet geschreven"
        }
    }

    static func name(of state: JobState) -> String {
        switch state {
        case .available: "klaar om te beginnen"
        case .scheduled: "wacht op zijn tijd"
        case .running: "loopt"
        case .retryable: "mislukt, wordt opnieuw geprobeerd"
        case .completed: "klaar"
        case .cancelled: "afgelast"
        case .discarded: "opgegeven"
        }
    }

    static func name(of deed: DeskAction.Deed) -> String {
        switch deed {
        case .retry: "taak opnieuw gestart"
        case .discard: "taak opgegeven"
        case .pause: "wachtrij stilgezet"
        case .resume: "wachtrij hervat"
        }
    }

    /// `23-11 06:30` on the clock of the platform; a dash without a time.
    static func time(_ date: Date?, _ calendar: LocalCalendar) -> String {
        guard let date else { return "–" }
        return "\(day(calendar.date(at: date))) \(clock(date, calendar))"
    }

    /// `06:30`.
    static func clock(_ date: Date, _ calendar: LocalCalendar) -> String {
        let minute = calendar.time(at: date).minute
        return "\(two(minute / 60)):\(two(minute % 60))"
    }

    /// `23-11`.
    static func day(_ date: LocalDate) -> String { "\(two(date.day))-\(two(date.month))" }

    /// `1.234`.
    static func number(_ number: Int) -> String {
        var digits = Array(String(number.magnitude))
        for place in stride(from: digits.count - 3, to: 0, by: -3) {
            digits.insert(".", at: place)
        }
        return (number < 0 ? "-" : "") + String(digits)
    }

    /// `2,5`: one digit behind the comma.
    static func decimal(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(self.number(tenths / 10)),\(abs(tenths % 10))"
    }

    /// At most so many characters; what is longer ends in an ellipsis.
    static func short(_ text: String, _ most: Int = 300) -> String {
        text.count > most ? "\(text.prefix(most))…" : text
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

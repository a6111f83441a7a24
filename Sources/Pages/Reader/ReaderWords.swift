import Foundation
import Links
import Model
import Neighbourhood

/// The sentences of the pages on which readers arrange their own mail.
struct ReaderWords {
    let words: PageWords
    private let platform: Platform

    init(_ platform: Platform, _ resident: Resident) {
        self.platform = platform
        words = PageWords(
            platform, resident.language ?? platform.language, resident.addressForm)
    }

    func page(_ title: String, _ blocks: [PageBlock]) -> PageContent {
        PageContent(title, language: words.language, blocks + words.desk)
    }

    /// `f•••@example.nl`: whoever a letter was forwarded to learns no address from its links.
    static func masked(_ email: String?) -> String {
        guard let email, let at = email.lastIndex(of: "@") else { return "–" }
        return "\(email.prefix(1))•••\(email[at...])"
    }

    func address(_ resident: Resident) -> PageBlock {
        .facts([
            PageFact(words.say("E-mailadres", en: "E-mail address"), Self.masked(resident.email))
        ])
    }

    // MARK: Fields

    func digest(_ chosen: Resident.Digest) -> PageField {
        PageField(
            "digest",
            words.say(
                u: "Hoe vaak wilt u de buurtpost?", je: "Hoe vaak wil je de buurtpost?",
                en: "How often would you like the digest?"),
            .one(
                [
                    PageOption("daily", words.say("Elke dag", en: "Every day")),
                    PageOption("weekly", words.say("Eén keer per week", en: "Once a week")),
                    PageOption("none", words.say("Niet", en: "Never")),
                ], chosen: chosen.rawValue))
    }

    func hour(_ chosen: LocalTime) -> PageField {
        var minutes = Set(stride(from: 300, through: 1_320, by: 30))
        minutes.insert(chosen.minute)
        let times = minutes.sorted().map { LocalTime(minute: $0).description }
        return PageField(
            "time", words.say("Hoe laat?", en: "At what time?"),
            hint: words.say(
                "De post is er vóór dit uur.", en: "The digest arrives before this time."),
            .oneOfMany(times.map { PageOption($0, $0) }, chosen: chosen.description))
    }

    func day(_ chosen: Int) -> PageField {
        let days =
            words.language == .nl
            ? ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
            : ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        return PageField(
            "day", words.say("Op welke dag, als het wekelijks is?", en: "On which day, if weekly?"),
            .oneOfMany(days.enumerated().map { PageOption("\($0 + 1)", $1) }, chosen: "\(chosen)"))
    }

    func reminders(_ chosen: Resident.Reminders) -> PageField {
        PageField(
            "reminders",
            words.say(
                u: "Wilt u een herinnering aan een activiteit?",
                je: "Wil je een herinnering aan een activiteit?",
                en: "Would you like reminders of activities?"),
            .one(
                [
                    PageOption("day-before", words.say("De dag ervoor", en: "The day before")),
                    PageOption("same-day", words.say("Op de dag zelf", en: "On the day")),
                    PageOption("both", words.say("Allebei", en: "Both")),
                    PageOption("none", words.say("Geen", en: "None")),
                ], chosen: chosen.rawValue))
    }

    func helper(_ isHelper: Bool) -> PageField {
        PageField(
            "helper",
            words.say(
                u: "Mogen wij u vragen om een buur te helpen?",
                je: "Mogen we je vragen om een buur te helpen?",
                en: "May we ask you to help a neighbour?"),
            .one(
                [
                    PageOption("yes", words.say("Ja", en: "Yes")),
                    PageOption("no", words.say("Nee", en: "No")),
                ], chosen: isHelper ? "yes" : "no"))
    }

    func interests(_ known: [String], _ chosen: [String]) -> PageField {
        let all = Set(known).union(chosen).sorted()
        return PageField(
            "interest",
            words.say(
                u: "Wat vindt u interessant?", je: "Wat vind je interessant?",
                en: "What are you interested in?"),
            .any(all.map { PageOption($0, $0) }, chosen: Set(chosen)))
    }

    func language(_ chosen: Language) -> PageField {
        PageField(
            "language", words.say("Taal", en: "Language"),
            .one(
                [PageOption("nl", "Nederlands"), PageOption("en", "English")],
                chosen: chosen.rawValue))
    }

    func form(_ chosen: AddressForm) -> PageField {
        PageField(
            "form",
            words.say(
                u: "Hoe spreken wij u aan?", je: "Hoe spreken we je aan?",
                en: "How do we address you in Dutch?"),
            .one([PageOption("u", "u"), PageOption("je", "je")], chosen: chosen.rawValue))
    }

    func pause(_ until: String) -> PageField {
        PageField(
            "pause", words.say("Even geen post tot en met", en: "No mail until and including"),
            hint: words.say(
                "Voor een vakantie bijvoorbeeld. Leeg betekent: geen pauze.",
                en: "For a holiday, for example. Empty means no pause."), .day(until))
    }
}

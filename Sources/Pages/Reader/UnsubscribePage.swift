public import GRDB
public import Links
public import Model
import Neighbourhood

/// One press ends letters of one kind, or all of them; also the target of a mail program's own
/// button (RFC 8058). The subject is the resident. The links stay good as long as the letters are
/// kept: leaving must always work.
public struct UnsubscribePage: ReaderPage {
    public let purpose: LinkPurpose
    private let kind: Kind
    private let platform: Platform
    private let optOuts: OptOuts

    /// What a reader can leave.
    public enum Kind: CaseIterable, Sendable {
        case digest, reminders, requests

        var purpose: LinkPurpose {
            switch self {
            case .digest: .unsubscribe
            case .reminders: "unsubscribe-event-reminder"
            case .requests: "unsubscribe-help-match"
            }
        }
    }

    public init(_ kind: Kind, platform: Platform, optOuts: OptOuts) {
        self.kind = kind
        self.platform = platform
        self.optOuts = optOuts
        purpose = kind.purpose
    }

    public func show(_ visit: PageVisit, in db: Database) throws -> PageAnswer {
        guard let resident = try Resident.find(visit.subject, in: db) else { return .gone }
        return .page(isOut(resident) ? ended(resident) : question(resident))
    }

    public func press(_ submission: PageSubmission, _ visit: PageVisit, in db: Database) throws
        -> PageAnswer
    {
        guard let resident = try Resident.find(visit.subject, in: db) else { return .gone }
        switch submission.action {
        case "all":
            try Resident.setStatus(
                .unsubscribed, of: resident.id, from: [.active, .unconfirmed], in: db)
            try optOuts.stopAll(of: resident, now: visit.now, in: db)
        case "back":
            try setKind(true, resident, db)
            try optOuts.start(kind, of: resident, in: db)
        // A mail program's own button sends no action.
        default:
            try setKind(false, resident, db)
            try optOuts.stop(kind, of: resident, now: visit.now, in: db)
        }
        guard let now = try Resident.find(visit.subject, in: db) else { return .gone }
        return .page(isOut(now) ? ended(now) : welcome(now))
    }

    private func isOut(_ resident: Resident) -> Bool {
        if resident.status == .unsubscribed { return true }
        return !kind.isWanted(ResidentChoices(resident))
    }

    private func setKind(_ isWanted: Bool, _ resident: Resident, _ db: Database) throws {
        var choices = ResidentChoices(resident)
        switch kind {
        case .digest where isWanted && choices.digest != .never: break
        case .digest: choices.digest = isWanted ? .daily : .never
        case .reminders where isWanted && choices.reminders != .never: break
        case .reminders: choices.reminders = isWanted ? .dayBefore : .never
        case .requests: choices.isHelper = isWanted
        }
        try choices.save(for: resident.id, in: db)
        if isWanted {
            try Resident.setStatus(.active, of: resident.id, from: [.unsubscribed], in: db)
        }
    }

    // MARK: Words

    private func question(_ resident: Resident) -> PageContent {
        let reader = ReaderWords(platform, resident)
        let words = reader.words
        return reader.page(
            words.say("Geen \(name(words)) meer?", en: "No more \(name(words))?"),
            [
                reader.address(resident),
                .form(
                    PageForm(
                        action: "stop",
                        button: words.say("Stop \(name(words))", en: "Stop \(name(words))"))),
                .heading(words.say("Helemaal geen post meer?", en: "No mail at all?")),
                .paragraph(
                    words.say(
                        "Ook geen herinneringen en geen vragen om hulp.",
                        en: "No reminders and no requests for help either.")),
                .form(
                    PageForm(
                        action: "all", button: words.say("Stop alle post", en: "Stop all mail"),
                        weight: .other)),
            ])
    }

    private func ended(_ resident: Resident) -> PageContent {
        let reader = ReaderWords(platform, resident)
        let words = reader.words
        let all = resident.status == .unsubscribed
        return reader.page(
            words.say("Het is geregeld", en: "It is done"),
            [
                .notice(
                    words.say(
                        u: "U krijgt geen \(all ? "post" : name(words)) meer van \(platform.name).",
                        je:
                            "Je krijgt geen \(all ? "post" : name(words)) meer van \(platform.name).",
                        en:
                            "You will get no more \(all ? "mail" : name(words)) from \(platform.name)."
                    )),
                reader.address(resident),
                .form(
                    PageForm(
                        action: "back",
                        button: words.say(
                            "Toch weer \(name(words))", en: "Start \(name(words)) again"),
                        weight: .other)),
            ])
    }

    private func welcome(_ resident: Resident) -> PageContent {
        let reader = ReaderWords(platform, resident)
        let words = reader.words
        return reader.page(
            words.say("Het is geregeld", en: "It is done"),
            [
                .notice(
                    words.say(
                        u: "U krijgt weer \(name(words)) van \(platform.name).",
                        je: "Je krijgt weer \(name(words)) van \(platform.name).",
                        en: "You will get \(name(words)) from \(platform.name) again.")),
                reader.address(resident),
            ])
    }

    private func name(_ words: PageWords) -> String {
        switch kind {
        case .digest: words.say("buurtpost", en: "digests")
        case .reminders: words.say("herinneringen", en: "reminders")
        case .requests: words.say("vragen om hulp", en: "requests for help")
        }
    }
}

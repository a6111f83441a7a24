import Mail
import Model
import Neighbourhood

/// The lines of a digest that are one reader's alone: the name, the hour and the links.
struct OwnLines {
    private let templates: DigestTemplates?
    private let greeting: [String: Any]
    private let reason: [String: Any]

    init(
        templates: DigestTemplates?, resident: Resident, voice: DigestVoice, platform: Platform,
        isLate: Bool, unsubscribe: String, frequency: String
    ) {
        self.templates = templates
        let words = platform.words(voice)
        greeting = words.merging([
            "given_name": resident.givenName, "late": isLate, "unsubscribe_url": unsubscribe,
        ]) { $1 }
        reason = words.merging([
            "unsubscribe_url": unsubscribe, "frequency_url": frequency,
            "weekly": resident.digest == .weekly,
            "time": DigestWording(language: voice.language).time(resident.digestTime),
        ]) { $1 }
    }

    /// What comes first.
    func greeting(_ ending: String) -> BodySegment { segment("greeting.\(ending)", greeting) }

    /// Why the reader gets this, and how to change it.
    func reason(_ ending: String) -> BodySegment { segment("reason.\(ending)", reason) }

    private func segment(_ name: String, _ values: [String: Any]) -> BodySegment {
        BodySegment(templates?.folder.render(name, values) ?? "")
    }
}

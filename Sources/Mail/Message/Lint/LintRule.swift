/// One rule of the checklist of docs/messages.md.
public struct LintRule: Sendable {
    /// How much breaking it weighs.
    public enum Severity: String, Sendable, CaseIterable {
        /// The letter is held: no relay gets it. Looked at before each letter is sent.
        case fatal
        /// A mistake of a template or of the program, the same in every letter of its kind; found by
        /// tests and by `preview`.
        case fault
        /// Worth a look.
        case advice
    }

    /// What a rule looks at; it gives the places where it is broken, empty when it is kept. A place
    /// holds no address and no text of the letter.
    enum Check: Sendable {
        case header(@Sendable (MessageHeader) -> [String])
        case message(@Sendable (LintedMessage) -> [String])
    }

    /// Lower-case words and hyphens; unique.
    public let name: String
    public let severity: Severity
    /// What a good message does, as a sentence without its full stop.
    public let sentence: String
    let check: Check

    static func header(
        _ name: String, _ severity: Severity, _ sentence: String,
        _ check: @escaping @Sendable (MessageHeader) -> [String]
    ) -> LintRule {
        LintRule(name: name, severity: severity, sentence: sentence, check: .header(check))
    }

    static func message(
        _ name: String, _ severity: Severity, _ sentence: String,
        _ check: @escaping @Sendable (LintedMessage) -> [String]
    ) -> LintRule {
        LintRule(name: name, severity: severity, sentence: sentence, check: .message(check))
    }

    /// All rules, in the order of the documentation.
    public static let all =
        wireRules + headerRules + structureRules + textRules + htmlRules + linkRules
        + footerRules + calendarRules
}

/// A rule that a message breaks, and where. Holds no address and no text of the letter.
public struct LintFinding: Hashable, Sendable, CustomStringConvertible {
    /// The rule's name.
    public let rule: String
    public let severity: LintRule.Severity
    /// What a good message does.
    public let sentence: String
    /// Where it does not, such as `line 12`; empty when the message as a whole is meant.
    public let place: String

    init(_ rule: LintRule, at place: String) {
        self.rule = rule.name
        severity = rule.severity
        sentence = rule.sentence
        self.place = place
    }

    /// `fault html-lang: the HTML names its language (html)`.
    public var description: String {
        "\(severity.rawValue) \(rule): \(sentence)" + (place.isEmpty ? "" : " (\(place))")
    }
}

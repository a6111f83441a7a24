public import Links

/// Reads finished messages back as a strict mail program would and holds them against the checklist of docs/messages.md.
public struct MessageLinter: Sendable {
    private let expectations: LintExpectations

    /// - Parameters:
    ///   - pages: Where links of ours lead; nil when it is not known, then they are not looked at.
    ///   - sender: The name that each letter must name as its sender, such as the platform's; nil for
    ///     the display name in From.
    ///   - deskPhone: What each letter must say; nil when there is no desk.
    public init(pages: PublicURL? = nil, sender: String? = nil, deskPhone: String? = nil) {
        expectations = LintExpectations(
            pages: pages?.description, sender: sender, deskPhone: deskPhone)
    }

    /// The rules that a message breaks, in the rules' order; a rule that is broken in several places comes several times.
    ///
    /// A message that cannot be read gives what can be told of its octets and header, and `structure`.
    public func findings(in octets: [UInt8]) -> [LintFinding] {
        let message = LintedMessage(octets, expectations)
        return LintRule.all.flatMap { rule in
            let places =
                switch rule.check {
                case .header(let check): message.header.map(check) ?? []
                case .message(let check): check(message)
                }
            return places.map { LintFinding(rule, at: $0) }
        }
    }

    /// The fatal rules on headers, as they are looked at before each letter is sent.
    static func fatalFindings(inHeaderOf octets: [UInt8]) -> [LintFinding] {
        guard let header = MessageHeader.read(octets[...])?.header else { return [] }
        return fatalHeaderRules.flatMap { rule, check in
            check(header).map { LintFinding(rule, at: $0) }
        }
    }

    private static let fatalHeaderRules = LintRule.headerRules.compactMap {
        rule -> (LintRule, @Sendable (MessageHeader) -> [String])? in
        guard rule.severity == .fatal, case .header(let check) = rule.check else { return nil }
        return (rule, check)
    }
}

/// What a message is held against besides itself.
struct LintExpectations: Sendable {
    /// Without a slash at its end.
    let pages: String?
    let sender: String?
    let deskPhone: String?
}

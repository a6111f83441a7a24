import Links

/// What is wrong with a message, looked at before it is handed over.
public enum MessageCheck {
    /// What we mean HTML to stay under.
    static let largeHTML = 60 * 1024
    /// What Gmail shows before it clips a message.
    static let clippedHTML = 100 * 1024

    /// What is looked at before each letter is sent: problems of what it says, then of its octets, then of its header;
    /// empty when there are none. ``MessageLinter`` looks at much more, and takes longer.
    ///
    /// - Parameter octets: What ``MessageComposer/compose(_:)`` made of it.
    public static func problems(of message: Message, octets: [UInt8]) -> [MessageProblem] {
        contentProblems(of: message)
            + wireProblems(of: octets, allowsUTF8: message.needsSMTPUTF8)
            + MessageLinter.fatalFindings(inHeaderOf: octets).map(MessageProblem.brokenRule)
    }

    static func contentProblems(of message: Message) -> [MessageProblem] {
        var problems: [MessageProblem] = []
        if message.text.allSatisfy(\.isBlank) { problems.append(.emptyText) }
        if let problem = sizeProblem(of: message.html) { problems.append(problem) }
        if message.html.contains(where: \.isActive) { problems.append(.activeHTML) }
        problems += linkProblems(of: message)
        return problems
    }

    private static func sizeProblem(of html: [BodySegment]) -> MessageProblem? {
        let octets = html.reduce(0) { $0 + $1.source.utf8.count }
        if octets > clippedHTML { return .clippedHTML(octets: octets) }
        return octets > largeHTML ? .largeHTML(octets: octets) : nil
    }

    private static func linkProblems(of message: Message) -> [MessageProblem] {
        let header = message.unsubscribe.map { LinkedAddresses.find(in: $0.description) } ?? []
        let linked = Set((message.text + message.html).flatMap(\.linkedAddresses) + header)
        let reader = message.to.address.description.lowercased()
        var problems: [MessageProblem] = []
        if linked.contains(reader) { problems.append(.readerInLink) }
        if linked.contains(where: { $0 != reader }) { problems.append(.addressInLink) }
        if message.unsubscribe?.isEncrypted == false { problems.append(.unencryptedUnsubscribe) }
        return problems
    }

    /// The first problem of each kind that would let a relay read other lines than we wrote.
    ///
    /// - Parameter allowsUTF8: Whether it goes with SMTPUTF8 (RFC 6531): then only NUL is refused. The default is false.
    static func wireProblems(of octets: [UInt8], allowsUTF8: Bool = false) -> [MessageProblem] {
        octets.withUnsafeBytes { WireScan(octets: $0, allowsUTF8: allowsUTF8).problems() }
    }
}

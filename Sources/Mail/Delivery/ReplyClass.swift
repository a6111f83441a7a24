/// What a relay's refusal is about, read from its code, its enhanced status code (RFC 3463) and, where those say too
/// little, from the words that are in use.
///
/// The class decides when a letter is tried again (``RetryTimes``) and whose fault the refusal is: the reader's address,
/// the reader's provider, or our own standing with the relay.
enum ReplyClass: String, CaseIterable, Sendable {
    /// The first contact is refused on purpose: it works some minutes later.
    case greylisting
    /// Too many letters in too little time for this recipient's provider.
    case rate
    /// The mailbox has no room.
    case mailboxFull = "mailbox full"
    /// Nobody reads mail at this address.
    case unknownUser = "unknown user"
    /// The relay or the provider does not want this letter, or any letter of ours.
    case policy
    /// Something is wrong with the relay or on its way, and not with this letter.
    case relayProblem = "relay problem"
    case other

    /// - Parameter reply: A refusal: 4yz or 5yz.
    init(_ reply: ScrubbedReply) {
        let text = reply.text.lowercased()
        self =
            Self.ofWords(reply, text) ?? Self.ofEnhanced(reply) ?? Self.ofCode(reply, text)
            ?? .other
    }

    /// Whether a refusal says in so many words, or by its enhanced code, that letters come too fast. A bare 421 does not:
    /// it says that the relay ends the connection (RFC 5321 §3.8). Nor does 454 4.7.0, a login that failed for now
    /// (RFC 4954 §6).
    static func namesRate(_ reply: ScrubbedReply) -> Bool {
        let words = ofWords(reply, reply.text.lowercased())
        return (words ?? (reply.code == 454 ? nil : ofEnhanced(reply))) == .rate
    }

    // MARK: Words that say more than the code

    private static let greylistingWords = ["greylist", "graylist", "grey list", "gray list"]
    private static let rateWords = [
        "too many messages", "too many connections", "too many recipients", "too quickly",
        "rate limit", "rate-limit", "sending rate", "unusual rate", "throttl",
        "temporarily deferred",
        "server busy",
    ]

    /// Greylisting is 450 4.2.0 at Postfix and Postgrey, 451 4.7.1 or 421 elsewhere: the word is all they share.
    private static func ofWords(_ reply: ScrubbedReply, _ text: String) -> ReplyClass? {
        guard reply.code / 100 == 4 else { return nil }
        if text.containsAny(greylistingWords) { return .greylisting }
        return text.containsAny(rateWords) ? .rate : nil
    }

    // MARK: Enhanced status codes

    /// `subject.detail`, for 4.y.z and 5.y.z alike (RFC 3463 §3; RFC 7505 for 1.10; RFC 7504 for 3.2).
    private static let details: [String: ReplyClass] = [
        "1.1": .unknownUser, "1.2": .unknownUser, "1.3": .unknownUser, "1.6": .unknownUser,
        "1.10": .unknownUser, "2.1": .unknownUser, "2.2": .mailboxFull, "4.5": .relayProblem,
        "5.3": .rate,
    ]

    /// Of 4.y.z only. 4.7.0, 4.7.28 and 4.7.29 are what Gmail and Yahoo say to who sends too fast; 4.7.500 and 4.7.650
    /// what Outlook says; 4.2.1 what Gmail says of one reader who gets too much, and that is no fault of the domain.
    private static let passing: [String: ReplyClass] = [
        "2.0": .greylisting, "2.1": .other, "7.0": .rate, "7.28": .rate, "7.29": .rate,
        "7.500": .rate, "7.650": .rate,
    ]

    /// The subject alone: 3 is the system, 4 the network, 7 security and policy (RFC 3463 §2).
    private static let subjects: [Substring: ReplyClass] = [
        "3": .relayProblem, "4": .relayProblem, "7": .policy,
    ]

    private static func ofEnhanced(_ reply: ScrubbedReply) -> ReplyClass? {
        guard let parts = reply.enhanced?.split(separator: "."), parts.count == 3 else {
            return nil
        }
        let detail = "\(parts[1]).\(parts[2])"
        let first = reply.code / 100 == 4 ? passing[detail] : nil
        return first ?? details[detail] ?? subjects[parts[1]]
    }

    // MARK: Replies without an enhanced status code

    private static let unknownWords = [
        "unknown user", "user unknown", "no such user", "does not exist", "no mailbox",
        "unknown recipient", "recipient unknown", "mailbox unavailable", "invalid recipient",
    ]
    private static let fullWords = ["quota", "mailbox full", "mailbox is full", "over limit"]

    /// RFC 5321 §4.2.3; 530, 535 and 538 are about logging in (RFC 4954 §6).
    private static let codes: [Int: ReplyClass] = [
        421: .rate, 450: .greylisting, 451: .relayProblem, 454: .relayProblem, 530: .relayProblem,
        535: .relayProblem, 538: .relayProblem, 552: .mailboxFull, 553: .other,
    ]

    /// 5yz that names no reason may mean every letter of ours: it counts as policy until the relay has shown better.
    private static func ofCode(_ reply: ScrubbedReply, _ text: String) -> ReplyClass? {
        if reply.enhanced != nil { return nil }
        if text.containsAny(fullWords) { return .mailboxFull }
        if text.containsAny(unknownWords) { return .unknownUser }
        return codes[reply.code] ?? ([550, 554, 571].contains(reply.code) ? .policy : nil)
    }
}

extension String {
    fileprivate func containsAny(_ words: [String]) -> Bool {
        words.contains { contains($0) }
    }
}

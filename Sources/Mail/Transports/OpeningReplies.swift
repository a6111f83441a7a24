/// The replies before the first MAIL, for which libESMTP has no accessor: read from its protocol
/// monitor.
struct OpeningReplies {
    /// What the relay was answering.
    enum Stage: String, Sendable {
        case greeting = "its greeting"
        case hello = "EHLO"
    }

    /// Longer is no reply any more (RFC 5321 §4.5.3.1.5 allows 512 octets a line).
    private static let longest = 8192

    private(set) var stage = Stage.greeting
    private(set) var octets: [UInt8] = []
    private var isOver = false

    /// Takes what is about to be written to the relay.
    mutating func noteSent(_ command: some Collection<UInt8>) {
        let isHello = command.starts(with: "EHLO ".utf8) || command.starts(with: "HELO ".utf8)
        if !isHello { isOver = true }
        guard !isOver else { return }
        stage = .hello
        octets = []
    }

    /// Takes what was read from the relay, in pieces of any size.
    mutating func noteReceived(_ piece: some Collection<UInt8>) {
        guard !isOver else { return }
        octets += piece.prefix(Self.longest - octets.count)
    }

    /// The answer to the last of the opening commands; nil when it was not complete.
    var reply: ScrubbedReply? { ReplyText.parse(octets) }
}

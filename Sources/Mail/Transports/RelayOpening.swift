/// The replies before the first command of our own, as libcurl showed them.
struct RelayOpening {
    private let replies: [SMTPReply]
    private let security: RelaySecurity

    /// - Parameter octets: All reply lines from the greeting on.
    init(_ octets: [UInt8], security: RelaySecurity) {
        var reader = ReplyReader()
        reader.append(octets)
        var replies: [SMTPReply] = []
        while let reply = try? reader.next() { replies.append(reply) }
        self.replies = replies
        self.security = security
    }

    /// What was offered last: after STARTTLS all that came before is void (RFC 3207 §4.2).
    var extensions: HelloExtensions { replies.last.map(HelloExtensions.init) ?? HelloExtensions() }

    /// What the relay said against a session; nil when it said nothing against it. libcurl takes any
    /// 2yz for a greeting, and tries HELO after every refused EHLO.
    var refusal: CurlConnection.OpeningFailure? {
        guard let greeting = replies.first?.scrubbed else { return nil }
        guard greeting.code == 220 else {
            return .init(reason: "greeted with \(greeting)", reply: greeting)
        }
        for (index, reply) in replies.enumerated().dropFirst()
        where !reply.isPositive && !isOldRelay(reply, at: index) {
            return .init(
                reason: "answered \(reply.scrubbed) to \(command(index))", reply: reply.scrubbed)
        }
        return nil
    }

    /// Where the relay fell silent.
    var lastStage: String { replies.isEmpty ? "its greeting" : command(replies.count) }

    /// EHLO is unknown (RFC 5321 §3.2), and HELO was good.
    private func isOldRelay(_ reply: SMTPReply, at index: Int) -> Bool {
        [500, 502].contains(reply.code) && replies.dropFirst(index + 1).first?.isPositive == true
    }

    private func command(_ index: Int) -> String {
        security == .startTLS && index == 2 ? "STARTTLS" : "EHLO"
    }
}

/// How much one failure says about an address. Pure; docs/bounces.md has the numbers.
struct BounceWeight: Equatable {
    /// What stands in `bounce.kind`.
    enum Kind: String {
        /// There is no such mailbox or domain.
        case hard
        /// Anything else: it may work tomorrow, or the fault may be ours.
        case soft
    }

    let kind: Kind
    /// 0...1; at ``BounceScore/threshold`` the address is suppressed.
    let points: Double

    private static let hard = BounceWeight(kind: .hard, points: 1)
    private static func soft(_ points: Double) -> Self { Self(kind: .soft, points: points) }

    private init(kind: Kind, points: Double) {
        (self.kind, self.points) = (kind, points)
    }

    /// A failure that came back later (RFC 3464). Without a code, or with one that says nothing, half a point.
    init(returned status: EnhancedStatus?) {
        self =
            switch (status?.group, status?.subject, status?.detail) {
            case (5, 1, 1), (5, 1, 2), (5, 1, 3), (5, 1, 6), (5, 1, 10): Self.hard
            // Full, or a server that was away for days.
            case (_, 2, 2), (4, _, _), (_, 3, _), (_, 4, _): Self.soft(0.25)
            // Size, protocol, content, policy: about the message or about us, not about the address.
            case (_, 2, 3), (_, 5, _), (_, 6, _), (_, 7, _): Self.soft(0)
            default: Self.soft(0.5)
            }
    }

    /// A refusal at hand-over.
    init(refused reply: ScrubbedReply) {
        if let status = reply.enhanced.flatMap(EnhancedStatus.init(in:)) {
            self.init(returned: status)
        } else {
            self = Self.bare(reply.code)
        }
    }

    /// Without an enhanced code a reply may mean the address or a rule of the server's (RFC 5321 §4.2.3).
    private static func bare(_ code: Int) -> Self {
        switch code {
        case 550, 551, 553: soft(0.5)
        case 552: soft(0.25)
        default: soft(0)
        }
    }
}

import Mail

/// What becomes of a message, without the words.
enum Expected: Equatable, Sendable {
    case accepted
    /// Refused for now, with this code.
    case now(Int)
    /// Refused for good, with this code.
    case good(Int)
    case notAttempted
    case inDoubt

    init(_ outcome: DeliveryOutcome) {
        self =
            switch outcome {
            case .accepted: .accepted
            case .refusedForNow(let reply): .now(reply.code)
            case .refusedForGood(let reply): .good(reply.code)
            case .notAttempted: .notAttempted
            case .inDoubt: .inDoubt
            }
    }
}

extension DeliveryOutcome {
    var asExpected: Expected { Expected(self) }
}

extension SessionEnd {
    var isUnavailable: Bool { self != .finished }
}

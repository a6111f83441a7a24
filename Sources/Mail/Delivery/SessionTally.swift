/// What the relay said to the messages of one session.
struct SessionTally: Equatable {
    /// Messages it answered for, well or badly, other than with a refusal by policy.
    var answered = 0
    /// Messages that were settled as not attempted.
    var notAttempted = 0
    /// Its last refusal by policy.
    var policyRefusal: ScrubbedReply?
    /// Whether it has refused so many letters by policy, and taken none, that it refuses everybody.
    var refusesAll = false

    mutating func count(_ outcome: DeliveryOutcome) {
        switch outcome {
        case .refusedForGood(let reply) where ReplyClass(reply) == .policy: policyRefusal = reply
        case .accepted, .refusedForNow, .refusedForGood: answered += 1
        case .notAttempted: notAttempted += 1
        case .inDoubt: break
        }
    }

    /// Why the relay is to be left alone after this session; nil when it is not.
    ///
    /// - Parameter isProbe: Of a relay that was paused: one more refusal by policy is enough.
    func cause(of end: SessionEnd, isProbe: Bool) -> RelayHealth.Cause? {
        if let policyRefusal, refusesAll || (isProbe && answered == 0) {
            return .refusesAll("it refuses every letter: \(policyRefusal)")
        }
        switch end {
        case .relayUnavailable(let reason): return .unavailable(reason)
        case .finished where notAttempted > 0 && answered == 0:
            return .unavailable("the relay took no letter")
        case .finished: return nil
        }
    }
}

extension RelayHealth.Cause {
    var isRefusal: Bool {
        if case .refusesAll = self { true } else { false }
    }
}

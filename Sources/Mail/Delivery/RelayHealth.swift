import Foundation
import Model

/// Whether a relay takes mail, as its last answers tell. Pure; times are by a clock that nobody sets.
struct RelayHealth: Equatable, Sendable {
    /// Why a relay is left alone.
    enum Cause: Equatable, Sendable {
        /// No connection, 421, or 5yz to the greeting, EHLO, AUTH or MAIL.
        case unavailable(String)
        /// It refused one letter after the other by policy: it does not know us any more.
        case refusesAll(String)

        /// For people and the log; addresses are taken out.
        var reason: String {
            switch self {
            case .unavailable(let text), .refusesAll(let text): ScrubbedReply.scrub(text)
            }
        }

        /// Who restarts is back soon; who refuses everybody waits for a person to mend something.
        var firstWait: Duration {
            switch self {
            case .unavailable: .seconds(5)
            case .refusesAll: .seconds(60)
            }
        }
    }

    /// How often it was paused since a letter got through outside of a probe.
    var failures = 0
    /// Since when it is left alone; nil when it is not.
    var pausedAt: Date?
    /// From when on one letter may try whether it is back; nil when it is not paused.
    var probeAt: Date?
    /// Why it was paused last; empty when it never was.
    var reason = ""
    /// Whether letters that are under way elsewhere with it had better stop as well.
    var refusesAll = false

    var isPaused: Bool { pausedAt != nil }

    func mayProbe(_ now: Date) -> Bool { isPaused && (probeAt ?? now) <= now }

    /// Sessions that fail side by side are one failure: only a probe fails while it is paused.
    mutating func failed(_ cause: Cause, wasProbe: Bool, now: Date) {
        guard wasProbe || !isPaused else { return }
        failures += 1
        pausedAt = pausedAt ?? now
        let wait = RelayBackOff.wait(afterFailures: failures, first: cause.firstWait)
        probeAt = now.addingTimeInterval(wait.seconds)
        reason = cause.reason
        if case .refusesAll = cause { refusesAll = true }
    }

    /// One letter found it back. How often it failed is forgotten only when more get through.
    mutating func recovered() {
        (pausedAt, probeAt, refusesAll) = (nil, nil, false)
    }

    /// A letter got through outside of a probe. One of an older session says nothing against a pause.
    mutating func accepted() {
        if !isPaused { failures = 0 }
    }
}

public import Mail
import Synchronization

/// A relay in memory whose answers a test writes.
public final class ScriptedTransport: MailTransport {
    public let name: String
    private let answer: @Sendable (OutgoingMessage, Int) -> DeliveryOutcome
    private let end: @Sendable (Int) -> SessionEnd
    private let state = Mutex(State())

    private struct State {
        var sessions = 0
        var messages: [OutgoingMessage] = []
    }

    /// - Parameters:
    ///   - name: What the log and `letter.relay` call it.
    ///   - answer: What becomes of a message; gets how often its letter came before.
    ///   - end: Why a session ends; gets how many messages it carried.
    public init(
        name: String = "script:",
        end: @escaping @Sendable (Int) -> SessionEnd = { _ in .finished },
        answer: @escaping @Sendable (OutgoingMessage, Int) -> DeliveryOutcome
    ) {
        self.name = name
        self.answer = answer
        self.end = end
    }

    /// Every message that came, in order.
    public var messages: [OutgoingMessage] { state.withLock { $0.messages } }

    public var sessions: Int { state.withLock { $0.sessions } }

    public func deliver(_ feed: any MessageFeed) -> SessionEnd {
        state.withLock { $0.sessions += 1 }
        var carried = 0
        while let message = feed.next() {
            let before = state.withLock { state in
                defer { state.messages.append(message) }
                return state.messages.count { $0.letter == message.letter }
            }
            let outcome = answer(message, before)
            feed.settle(outcome, of: message)
            carried += 1
            if case .notAttempted = outcome { break }
        }
        return end(carried)
    }
}

import Logging
import Synchronization

/// Says that the process lives, as long as those that do its work answer.
///
/// Systemd restarts a service that is silent for longer than `WatchdogSec`. So silence is the means: a round begins
/// only when all have answered in the one before, and what is stuck never answers.
final class Watchdog: Sendable {
    /// Asks one part of the program for a sign: returns at once and calls `answer` when that part gets to it.
    typealias Question = @Sendable (_ answer: @escaping @Sendable () -> Void) -> Void

    private let questions: [Question]
    private let alive: @Sendable () -> Void
    private let logger: Logger
    private let awaited = Mutex(0)

    /// - Parameters:
    ///   - questions: Who has to answer.
    ///   - alive: Called once a round, by whoever answers last, on that one's thread: it must return at once.
    init(asking questions: [Question], logger: Logger, alive: @escaping @Sendable () -> Void) {
        self.questions = questions
        self.logger = logger
        self.alive = alive
    }

    /// Begins a round. While one is open, only says so in the log.
    func beat() {
        let open = awaited.withLock { awaited in
            defer { if awaited == 0 { awaited = questions.count } }
            return awaited
        }
        guard open == 0 else {
            logger.warning("parts of the program do not answer", metadata: ["parts": "\(open)"])
            return
        }
        for ask in questions { ask { self.answered() } }
    }

    private func answered() {
        let isLast = awaited.withLock { awaited in
            awaited -= 1
            return awaited == 0
        }
        if isLast { alive() }
    }
}

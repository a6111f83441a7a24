import Dispatch
import Foundation
import Synchronization
import Testing

@testable import buurtpost

@Suite("The watchdog")
struct WatchdogTests {
    /// One part of a program: keeps the questions it has not answered.
    private final class Part: Sendable {
        private let open = Mutex<[@Sendable () -> Void]>([])

        var question: Watchdog.Question { { answer in self.open.withLock { $0.append(answer) } } }

        var questions: Int { open.withLock { $0.count } }

        func answer() {
            let answers = open.withLock { open in
                defer { open = [] }
                return open
            }
            for answer in answers { answer() }
        }
    }

    private let parts = [Part(), Part()]
    private let log = LogKeeper()

    private func withWatchdog(_ body: (Watchdog, () -> Int) -> Void) {
        let count = Counter()
        let watchdog = Watchdog(
            asking: parts.map(\.question), logger: log.logger, alive: { count.add() })
        body(watchdog, { count.value })
    }

    private final class Counter: Sendable {
        private let number = Mutex(0)
        var value: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
    }

    @Test("a sign of life is given once a round, when all have answered")
    func allAnswer() {
        withWatchdog { watchdog, signs in
            for round in 1...3 {
                watchdog.beat()
                parts[0].answer()
                #expect(signs() == round - 1)
                parts[1].answer()
                #expect(signs() == round)
            }
        }
        #expect(log.messages.isEmpty)
    }

    @Test("while one part is stuck there is no sign, it is said, and nobody is asked again")
    func stuck() {
        withWatchdog { watchdog, signs in
            for _ in 1...3 {
                watchdog.beat()
                parts[0].answer()
            }
            #expect(signs() == 0)
            #expect(parts[1].questions == 1)
            #expect(log.messages.count == 2)

            parts[1].answer()
            #expect(signs() == 1, "it was slow and lives")
            watchdog.beat()
            for part in parts { part.answer() }
            #expect(signs() == 2)
        }
    }

    @Test("parts that answer from queues of their own, all at once, give one sign a round")
    func concurrent() {
        let queues = (0..<16).map { DispatchQueue(label: "part \($0)") }
        let sign = DispatchSemaphore(value: 0)
        let watchdog = Watchdog(
            asking: queues.map { queue in { answer in queue.async(execute: answer) } },
            logger: log.logger, alive: { sign.signal() })
        for _ in 1...1000 {
            watchdog.beat()
            #expect(sign.wait(timeout: .now() + 60) == .success)
        }
        #expect(sign.wait(timeout: .now()) == .timedOut)
    }
}

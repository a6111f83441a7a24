import BuurtpostTestKit
import Foundation
import Model
import Testing

@testable import JobQueue

/// Why a job does not run, case by case. It is 06:00 in Amsterdam.
struct JobExplanationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let reason: String
        let change: String
        let situation: JobSituation

        var testDescription: String { name }

        init(
            _ name: String, _ reason: String, _ change: String,
            _ set: (inout JobSituation) -> Void
        ) {
            (self.name, self.reason, self.change) = (name, reason, change)
            var situation = JobSituation(job: JobExplanationTests.job, isServed: true)
            set(&situation)
            self.situation = situation
        }
    }

    static let now = Date.wednesday

    /// Due since a minute, in a queue of its own.
    static let job = JobRecord(
        id: 17, kind: "digest", queue: "digest", state: .available, priority: 2, attempt: 0,
        maxAttempts: 5, crashes: 0, args: "{}", tags: [], createdAt: now - 60,
        scheduledAt: now - 60, errors: [])

    static func end(_ situation: inout JobSituation, _ state: JobState, _ error: String?) {
        situation.job.state = state
        situation.job.finalizedAt = now - 3600
        situation.job.errors = error.map { [JobFault(at: now - 3600, attempt: 5, error: $0)] } ?? []
    }

    static func run(_ situation: inout JobSituation) {
        situation.job.state = .running
        situation.job.worker = "w1"
        situation.job.leaseEndsAt = now + 900
        situation.job.startedAt = now - 30
        situation.job.progress = "3 of 10"
    }

    static let pause = QueueSettings(
        name: "digest", pausedAt: now - 7200, pausedBecause: "too many", ratePerSecond: nil,
        burst: 1, lanes: nil, capacity: nil, fullAt: nil, spentUntil: nil)

    static let waiting: [Case] = [
        Case("first of its queue", "due since 2026-03-25 05:59 (60 s ago) and the first", "log") {
            _ in
        },
        Case("for later", "It is for later: 2026-03-25 09:00 (in 3 h).", "`job retry 17`") {
            $0.job.state = .scheduled
            $0.job.scheduledAt = now + 10_800
        },
        Case("for later, and nobody there", "It is for later", "daemon has to be started") {
            ($0.job.scheduledAt, $0.isServed) = (now + 60, false)
        },
        Case(
            "after a failure", "Attempt 2 of 5 failed (no room): the next try is at", "job retry 17"
        ) {
            $0.job.state = .retryable
            ($0.job.attempt, $0.job.scheduledAt) = (2, now + 60)
            $0.job.errors = [JobFault(error: "old"), JobFault(error: "no room")]
        },
        Case(
            "snoozed", "It was put off (the relay is away): again at 2026-03-25 06:01", "job retry"
        ) {
            ($0.job.state, $0.job.scheduledAt) = (.scheduled, now + 60)
            $0.job.errors = [JobFault(error: "the relay is away")]
        },
        Case(
            "paused", "The queue 'digest' is paused since 2026-03-25 04:00 (2 h ago): too many.",
            "`queue resume digest` opens it."
        ) { $0.pause = pause },
        Case("by a rate", "may begin 2 jobs a second, behind 4", "`queue limit digest`") {
            ($0.ratePerSecond, $0.earlier) = (2, 4)
        },
        Case("by a rate that is spent", "turn is at about 2026-03-25 06:05 (in 5 min)", "limit") {
            ($0.ratePerSecond, $0.wait) = (0.01, .seconds(300))
        },
        Case("all lanes busy", "All 2 lanes", "`queue limit digest --lanes N`") {
            ($0.lanes, $0.running) = (2, 2)
        },
        Case(
            "behind others", "behind 3 of higher priority and 5 that came earlier.",
            "4 of the queue run now"
        ) { ($0.ahead, $0.earlier, $0.running) = (3, 5, 4) },
        Case("held", "does not know the kind 'digest': it is held until 2026-03-26", "discard 17") {
            ($0.job.queue, $0.job.state) = (JobTable.held, .scheduled)
            $0.job.scheduledAt = now + 86_400
        },
        Case("no daemon", "no daemon has the database", "`buurtpost run`") {
            ($0.job.queue, $0.isServed) = (JobTable.inbox, false)
        },
        Case("in the inbox", "just arrived in the queue 'inbox'", "within a second") {
            $0.job.queue = JobTable.inbox
        },
        Case("in a queue of nobody", "just arrived in the queue 'nobody'", "within a second") {
            ($0.job.queue, $0.isQueueOwned) = ("nobody", false)
        },
        Case("nobody can tell of a daemon", "the first of the queue", "log") { $0.isServed = nil },
        Case("its time is over", "Its time is over", "given up when the daemon looks") {
            $0.job.expiresAt = now - 1
        },
        Case("to be cancelled", "asked at 2026-03-25 05:59", "when the daemon is started") {
            ($0.job.cancelRequestedAt, $0.isServed) = (now - 10, false)
        },
    ]

    static let others: [Case] = [
        Case(
            "running",
            "It runs since 2026-03-25 05:59 (30 s ago), 3 of 10, held by w1 until 2026-03-25 06:15",
            "`job cancel 17` asks it to stop."
        ) { run(&$0) },
        Case("claimed", "It is claimed and has not begun: held by w1", "when its lane") {
            run(&$0)
            $0.job.startedAt = nil
        },
        Case("asked to stop", "was asked to stop at 2026-03-25 05:59", "as soon as its work") {
            run(&$0)
            $0.job.cancelRequestedAt = now - 5
        },
        Case("left behind", "when the process that had it ended", "Start the daemon") {
            run(&$0)
            $0.isServed = false
        },
        Case("done", "with the result {\"planned\":3}", "is a new job") {
            end(&$0, .completed, nil)
            $0.job.result = #"{"planned":3}"#
        },
        Case("done, with a key", "It is done", "with the unique key 'once' is taken") {
            end(&$0, .completed, nil)
            $0.job.uniqueKey = "once"
        },
        Case("cancelled", "05:00 (60 min ago): called off.", "`job retry 17`") {
            end(&$0, .cancelled, "called off")
        },
        Case("expired", "It expired: it had to begin before 2026-03-25 05:30", "too late") {
            end(&$0, .discarded, JobLoss.expired.reason)
            $0.job.expiresAt = now - 1800
        },
        Case("quarantined", "the process died of it 3 times", "log of the daemon") {
            end(&$0, .discarded, "quarantined")
            $0.job.crashes = 3
        },
        Case("of a kind that never came", "knows 'digest' came in 24 hours", "knows the kind") {
            end(&$0, .discarded, "unknown kind")
        },
        Case("given up", "after attempt 5 of 5: no such reader.", "all its attempts") {
            end(&$0, .discarded, "no such reader")
            $0.job.attempt = 5
        },
        Case("given up without a word", "no reason was written down", "job retry 17") {
            end(&$0, .discarded, nil)
        },
    ]

    @Test("one sentence says why, another what would change it", arguments: waiting + others)
    func sentences(of example: Case) {
        let told = JobExplanation(example.situation, now: Self.now, calendar: .amsterdam)
        #expect(told.reason.contains(example.reason), "\(told.reason)")
        #expect(told.change.contains(example.change), "\(told.change)")
        for sentence in [told.reason, told.change] {
            #expect(sentence.hasSuffix(".") && !sentence.contains("\n"))
        }
    }

    @Test("what has to go first is told first: a time that is over, then the future, then a pause")
    func order() {
        var situation = JobSituation(job: Self.job, isServed: true)
        situation.pause = Self.pause
        situation.job.scheduledAt = Self.now + 60
        situation.job.expiresAt = Self.now - 1
        func reason() -> String {
            JobExplanation(situation, now: Self.now, calendar: .amsterdam).reason
        }
        #expect(reason().contains("time is over"))
        situation.job.expiresAt = nil
        #expect(reason().contains("for later"))
        situation.job.scheduledAt = Self.now
        #expect(reason().contains("is paused"))
    }
}

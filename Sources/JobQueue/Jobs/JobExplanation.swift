public import Foundation
public import Model

/// Why a job does not run, or what it does, and what would change that: a sentence each.
///
/// Pure: decided from a ``JobSituation`` alone. Of several reasons the one is told that has to go first.
public struct JobExplanation: Codable, Equatable, Sendable {
    /// Why it does not run, or what it does.
    public let reason: String
    /// What would change that. Commands stand in backquotes.
    public let change: String

    /// - Parameters:
    ///   - now: The time by which it is due or not.
    ///   - calendar: Whose local time the sentences tell.
    public init(_ situation: JobSituation, now: Date, calendar: LocalCalendar) {
        let teller = JobTeller(
            situation: situation, now: now, times: ExplainedTime(calendar: calendar, now: now))
        self = teller.explanation
    }

    fileprivate init(_ reason: String, _ change: String) {
        self.reason = reason
        self.change = change
    }
}

/// The sentences.
private struct JobTeller {
    let situation: JobSituation
    let now: Date
    let times: ExplainedTime

    private var job: JobRecord { situation.job }
    private var lastError: String { job.errors.last?.error ?? "no reason was written down" }

    var explanation: JobExplanation {
        switch job.state {
        case .completed: completed
        case .cancelled: cancelled
        case .discarded: discarded
        case .running: running
        case .available, .scheduled, .retryable: waiting
        }
    }

    private func time(_ time: Date?) -> String { time.map(times.text) ?? "an unknown time" }

    // MARK: Finished

    private var completed: JobExplanation {
        let result = job.result.map { " with the result \($0)" } ?? ""
        return JobExplanation(
            "It is done: completed at \(time(job.finalizedAt))\(result).",
            job.uniqueKey.map {
                "Nothing has to change; until it is cleaned away no other job \(job.kind) with the unique key '\($0)' is taken."
            } ?? "Nothing has to change; what is to be done once more is a new job.")
    }

    private var cancelled: JobExplanation {
        JobExplanation(
            "It was cancelled at \(time(job.finalizedAt)): \(lastError).",
            "`job retry \(job.id)` lets it run all the same.")
    }

    private var discarded: JobExplanation {
        let retry = "`job retry \(job.id)`"
        if job.crashes >= Rescue.mostCrashes {
            return JobExplanation(
                "It is quarantined since \(time(job.finalizedAt)): the process died of it \(job.crashes) times.",
                "Find out why from the log of the daemon, then \(retry) lets it run again.")
        }
        switch lastError {
        case JobLoss.expired.reason:
            return JobExplanation(
                "It expired: it had to begin before \(time(job.expiresAt)), and did not.",
                "\(retry) lets it run all the same, too late as it is.")
        case "unknown kind":
            return JobExplanation(
                "It was given up at \(time(job.finalizedAt)): no version that knows '\(job.kind)' came in 24 hours.",
                "\(retry) has it looked at again once this installation knows the kind.")
        default:
            return JobExplanation(
                "It was given up at \(time(job.finalizedAt))\(job.attempt == 0 ? "" : " after attempt \(attempts)"): \(lastError).",
                "Once the cause is gone, \(retry) lets it run again with all its attempts.")
        }
    }

    private var attempts: String {
        job.maxAttempts.map { "\(job.attempt) of \($0)" } ?? "\(job.attempt)"
    }

    // MARK: Running

    private var running: JobExplanation {
        if situation.isServed == false {
            return JobExplanation(
                "It was running when the process that had it ended.",
                "Start the daemon: it makes the job available again before anything else.")
        }
        if let asked = job.cancelRequestedAt {
            return JobExplanation(
                "It runs since \(time(job.startedAt)), and was asked to stop at \(time(asked)).",
                "It ends as soon as its work notices, or is done.")
        }
        let held = "held by \(job.worker ?? "nobody") until \(time(job.leaseEndsAt))"
        guard let began = job.startedAt else {
            return JobExplanation(
                "It is claimed and has not begun: \(held).",
                "It begins when its lane has done what was claimed with it.")
        }
        let progress = job.progress.map { ", \($0)" } ?? ""
        return JobExplanation(
            "It runs since \(time(began))\(progress), \(held).",
            "`job cancel \(job.id)` asks it to stop.")
    }

    // MARK: Waiting

    private var waiting: JobExplanation {
        if let asked = job.cancelRequestedAt { return cancelling(asked) }
        if let end = job.expiresAt, end < now { return expiring(end) }
        if job.queue == JobTable.held { return held }
        if job.scheduledAt > now { return future }
        if situation.isServed == false { return unserved }
        if job.queue == JobTable.inbox || !situation.isQueueOwned { return arriving }
        if let pause = situation.pause { return paused(pause) }
        return behind ?? next
    }

    private func cancelling(_ asked: Date) -> JobExplanation {
        JobExplanation(
            "It does not run any more: somebody asked at \(time(asked)) for it to be cancelled.",
            daemonDoes("It is cancelled"))
    }

    private func expiring(_ end: Date) -> JobExplanation {
        JobExplanation(
            "Its time is over: it had to begin before \(time(end)).", daemonDoes("It is given up"))
    }

    private func daemonDoes(_ what: String) -> String {
        situation.isServed == false
            ? "\(what) when the daemon is started."
            : "\(what) when the daemon looks at it, within a second."
    }

    private var held: JobExplanation {
        JobExplanation(
            "This installation does not know the kind '\(job.kind)': it is held until \(time(job.scheduledAt)) in case an upgrade brings it.",
            "A daemon that knows the kind takes it at its start; `job discard \(job.id)` gives it up now."
        )
    }

    private var future: JobExplanation {
        JobExplanation(
            "\(whyLater) \(time(job.scheduledAt)).",
            "`job retry \(job.id)` lets it run now"
                + (situation.isServed == false ? "; a daemon has to be started either way." : "."))
    }

    private var whyLater: String {
        if job.state == .retryable {
            return "Attempt \(attempts) failed (\(lastError)): the next try is at"
        }
        guard job.state == .scheduled, let reason = job.errors.last?.error else {
            return "It is for later:"
        }
        return "It was put off (\(reason)): again at"
    }

    private var unserved: JobExplanation {
        JobExplanation(
            "It is due since \(time(job.scheduledAt)), and no daemon has the database.",
            "Start one: `systemctl start buurtpost@NAME`, or `buurtpost run`.")
    }

    private var arriving: JobExplanation {
        JobExplanation(
            "It has just arrived in the queue '\(job.queue)', from where the daemon gives it to that of its kind.",
            "The daemon does so within a second; if it stays there, look at the daemon's log.")
    }

    private func paused(_ pause: QueueSettings) -> JobExplanation {
        let because = pause.pausedBecause.isEmpty ? "" : ": \(pause.pausedBecause)"
        return JobExplanation(
            "The queue '\(pause.name)' is paused since \(time(pause.pausedAt))\(because).",
            "`queue resume \(pause.name)` opens it.")
    }

    /// What its queue has to do first; nil when that is nothing.
    private var behind: JobExplanation? {
        let count = situation.ahead + situation.earlier
        if let rate = situation.ratePerSecond, situation.wait > .zero || count > 0 {
            let about = now.addingTimeInterval(situation.wait.seconds + Double(count) / rate)
            return JobExplanation(
                "The queue '\(job.queue)' may begin \(Self.plain(rate)) jobs a second\(comesFirst): its turn is at about \(time(about)).",
                "`queue limit \(job.queue)` sets another rate, or none.")
        }
        if let lanes = situation.lanes, situation.running >= lanes {
            return JobExplanation(
                "All \(lanes) lanes that the queue '\(job.queue)' may use are busy\(comesFirst).",
                "`queue limit \(job.queue) --lanes N` gives it more.")
        }
        guard count > 0 else { return nil }
        return JobExplanation(
            "It waits in the queue '\(job.queue)'\(comesFirst).",
            "It runs when they are done; \(situation.running) of the queue run now.")
    }

    /// `, behind 3 jobs of higher priority and 5 earlier ones`; empty when it is the first.
    private var comesFirst: String {
        var groups: [String] = []
        if situation.ahead > 0 { groups.append("\(situation.ahead) of higher priority") }
        if situation.earlier > 0 { groups.append("\(situation.earlier) that came earlier") }
        return groups.isEmpty ? "" : ", behind " + groups.joined(separator: " and ")
    }

    private static func plain(_ rate: Double) -> String {
        rate == rate.rounded() ? "\(Int(rate))" : "\(rate)"
    }

    private var next: JobExplanation {
        JobExplanation(
            "It is due since \(time(job.scheduledAt)) and the first of the queue '\(job.queue)': the next free lane takes it.",
            "Nothing has to change; if it stays there, the daemon's log says why it closed the queue, such as a relay that is away."
        )
    }
}

import Foundation
import JobQueue
import Logging

/// Does what an operator wants to one job or to many: a slice in each transaction, beside a daemon that works on.
struct JobOrderRun {
    private let order: JobOrder
    private let control: JobControl
    private let ticks: CommitTicks
    private let now: Date

    /// - Throws: ``ConfigurationProblems`` or `StoreError`.
    init(_ order: JobOrder, config: String) throws {
        let logger = Logger(label: "buurtpost")
        let installation = try Installation(config: config, for: .look)
        self.order = order
        control = try installation.jobControl(clock: .system, logger: logger)
        ticks = CommitTicks(try open(installation.configuration), logger: logger)
        now = WallClock.system.now()
    }

    /// Does it to the jobs with these numbers, in their order.
    func carryOut(on ids: [Int64]) throws -> JobTally {
        var tally = JobTally()
        for start in stride(from: 0, to: ids.count, by: JobOrder.slice) {
            let slice = Array(ids[start...].prefix(JobOrder.slice))
            tally.add(try carryOut { _ in slice }.tally)
        }
        return tally
    }

    /// Does it to all jobs that fit and were there when it began.
    func carryOut(on filter: JobFilter) throws -> JobTally {
        var tally = JobTally()
        let last = try ticks.write { try JobTable($0).lastID() }
        var after: Int64? = 0
        while let from = after {
            let slice = try carryOut { jobs in
                try jobs.ids(filter, after: from, limit: JobOrder.slice).filter { $0 <= last }
            }
            tally.add(slice.tally)
            after = slice.ids.last
        }
        return tally
    }

    /// One transaction: chooses jobs and does it to them.
    private func carryOut(on choice: @escaping @Sendable (JobTable) throws -> [Int64]) throws -> (
        ids: [Int64], tally: JobTally
    ) {
        let (order, control, now) = (order, control, now)
        return try ticks.write { db in
            let ids = try choice(JobTable(db))
            return (ids, try order.carryOut(on: ids, with: control, now: now, in: db))
        }
    }
}

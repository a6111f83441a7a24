import BuurtpostTestKit
import Foundation
import GRDB
import Model

@testable import JobQueue

/// The job table in a real file, as histories see it.
struct CheckedJobTable: CheckedQueue {
    private var database: TestDatabase
    private var tickets: [(job: Job, worker: String)] = []

    init() throws {
        database = try TestDatabase()
        try database.file.writer.write { db in
            try QueueTable(db).know(ModelKinds.upgraded.values)
        }
    }

    private struct Abandoned: Error {}

    mutating func perform(_ step: QueueStep, now: Date) throws -> QueueAnswer {
        let done = try database.file.writer.write { db in try self.perform(step, now, db) }
        tickets += done.tickets
        return done.answer
    }

    func abandon(_ step: QueueStep, now: Date) throws {
        do {
            try database.file.writer.write { db in
                _ = try perform(step, now, db)
                throw Abandoned()
            }
        } catch is Abandoned {}
    }

    mutating func reopen() throws {
        try database.file.writer.close()
        database = try TestDatabase(in: database.folder)
    }

    // MARK: Steps

    private struct Done {
        var answer = QueueAnswer.nothing
        /// What was claimed.
        var tickets: [(job: Job, worker: String)] = []
    }

    private func perform(_ step: QueueStep, _ now: Date, _ db: Database) throws -> Done {
        if case .claim(let queue, let limit, let worker, let lease) = step {
            let permit = try QueueTable(db).permit(queue, ahead: limit, now: now)
            guard permit.count > 0 else { return Done(answer: .jobs([])) }
            let jobs = try JobTable(db).claim(
                queue: queue, limit: permit.count, worker: worker, now: now,
                leaseEndsAt: now + lease)
            return Done(answer: Self.jobs(jobs), tickets: jobs.map { ($0, worker) })
        }
        return Done(answer: try answer(to: step, now, db))
    }

    private func answer(to step: QueueStep, _ now: Date, _ db: Database) throws -> QueueAnswer {
        let table = JobTable(db)
        switch step {
        case .enqueue(let job): return try enqueue(job, table, now)
        case .insert(let row): return try insert(row, db)
        case .claim: preconditionFailure("a claim hands out tickets")
        case .start(let number):
            let ticket = tickets[number]
            return .yes(try table.start(ticket.job, worker: ticket.worker, now: now))
        case .finish(let number, let end, let retryAfter):
            let ticket = tickets[number]
            return .state(
                try table.finish(
                    ticket.job, end, worker: ticket.worker, now: now, retryAt: now + retryAfter))
        case .giveBack(let numbers):
            for ticket in numbers.map({ tickets[$0] }) {
                try table.giveBack([ticket.job], worker: ticket.worker)
            }
            return .nothing
        case .extendLeases(let worker, let lease):
            try table.extendLeases(worker: worker, to: now + lease)
            return .nothing
        case .lose(let id, let loss): return .yes(try table.lose(id, loss, now: now))
        case .look(let worker, let isUpgraded): return try look(worker, isUpgraded, now, db)
        case .releaseHeld(let isUpgraded):
            try table.releaseHeld(kinds: ModelKinds.known(isUpgraded), now: now)
            return .nothing
        case .takeOver(let guilty): return try takeOver(guilty, now, db)
        case .requestCancel, .order, .pause, .resume, .limit: return try operate(step, now, db)
        }
    }

    /// What people do.
    private func operate(_ step: QueueStep, _ now: Date, _ db: Database) throws -> QueueAnswer {
        let queues = QueueTable(db)
        switch step {
        case .requestCancel(let id): return .yes(try JobTable(db).requestCancel(id, now: now))
        case .order(let order, let id):
            return .outcome(try order.carryOut(on: [id], with: Self.control, now: now, in: db))
        case .pause(let name): try queues.pause(name, because: "told so", now: now)
        case .resume(let name): return .yes(try queues.resume(name))
        case .limit(let name, let capacity): try queues.limit(name, capacity: capacity)
        default: preconditionFailure("no step of people")
        }
        return .nothing
    }

    private static let control = JobControl(lifecycles: [], logger: .silent)

    private func enqueue(_ job: NewJob, _ table: JobTable, _ now: Date) throws -> QueueAnswer {
        do {
            return .enqueued(try table.enqueue(job, now: now))
        } catch is QueueFull {
            return .refused
        }
    }

    private func duties(_ isUpgraded: Bool) -> Duties {
        struct Silent: JobLifecycle { let kind: JobKind }
        var duties = Duties(
            lifecycles: ModelKinds.known(isUpgraded).values.map(Silent.init(kind:)),
            queues: [QueueSetup(name: "mail"), QueueSetup(name: "digest")], calendar: .amsterdam)
        duties.retention = ModelKinds.retention
        return duties
    }

    private func look(_ worker: String, _ isUpgraded: Bool, _ now: Date, _ db: Database) throws
        -> QueueAnswer
    {
        let findings = try Look(
            duties: duties(isUpgraded), control: Self.control, worker: worker, hasRoom: true,
            leasesTo: nil, cleans: true, now: now, steady: now, logger: .silent
        ).run(db)
        return .ids(findings.cancelRequests.sorted())
    }

    private func takeOver(_ guilty: Int64, _ now: Date, _ db: Database) throws -> QueueAnswer {
        let rescue = Rescue(
            duties: duties(true),
            blame: { CrashBlame(counted: $0.contains(guilty) ? guilty : nil, suspects: $0) },
            now: now, logger: .silent)
        return Self.jobs(try rescue.run(db).sorted { $0.id < $1.id })
    }

    private func insert(_ row: ForeignRow, _ db: Database) throws -> QueueAnswer {
        let job = row.job
        let columns: [(String, any DatabaseValueConvertible)] =
            [
                ("kind", job.kind), ("args", job.args), ("queue", job.queue),
                ("state", job.state.rawValue), ("priority", job.priority),
                ("attempt", job.attempt), ("crashes", job.crashes),
                ("scheduled_at", job.scheduledAt),
                ("created_at", job.createdAt), ("errors", Self.errors(job)),
            ]
            + [
                ("max_attempts", job.maxAttempts as (any DatabaseValueConvertible)?),
                ("expires_at", job.expiresAt), ("unique_key", job.uniqueKey),
                ("lease_ends_at", job.leaseEndsAt), ("worker", job.worker),
                ("started_at", job.startedAt), ("finalized_at", job.finalizedAt),
                ("scheduled_for", job.scheduledFor), ("result", job.result),
                ("cancel_requested_at", job.cancelRequestedAt),
            ].compactMap { name, value in value.map { (name, $0) } }
        let said = columns.filter { $0.0 != row.fault?.column }
        let names = said.map(\.0) + (row.fault.map { [$0.column] } ?? [])
        let values = said.map { _ in "?" } + (row.fault.map { [$0.literal] } ?? [])
        do {
            try db.execute(
                sql: """
                    INSERT INTO job (\(names.joined(separator: ", ")))
                    VALUES (\(values.joined(separator: ", ")))
                    """,
                arguments: StatementArguments(said.map(\.1)))
            return .enqueued(.inserted(id: db.lastInsertedRowID))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return .refused
        }
    }

    private static func errors(_ job: ModelJob) -> String {
        let error = #"{"error":"\#(job.lastError ?? "")"}"#
        return "[" + Array(repeating: error, count: job.errorCount).joined(separator: ",") + "]"
    }

    private static func jobs(_ jobs: [Job]) -> QueueAnswer {
        .jobs(
            jobs.map {
                ClaimedJob(
                    id: $0.id, kind: $0.kind, queue: $0.queue, args: $0.args,
                    priority: $0.priority, attempt: $0.attempt, maxAttempts: $0.maxAttempts,
                    expiresAt: $0.expiresAt?.unixMilliseconds,
                    scheduledFor: $0.scheduledFor?.unixMilliseconds)
            })
    }

    // MARK: Looking

    func rows() throws -> [ModelJob] {
        try database.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id, kind, args, queue, state, priority, attempt, max_attempts,
                            scheduled_at, expires_at, unique_key, lease_ends_at, worker, started_at,
                            finalized_at, created_at, scheduled_for, result,
                            json_array_length(errors), errors ->> '$[#-1].error', crashes,
                            cancel_requested_at
                        FROM job ORDER BY id
                        """)
            ).map(Self.model)
        }
    }

    private static func model(_ row: Row) throws -> ModelJob {
        guard let state = JobState(rawValue: row[4]) else { throw Abandoned() }
        let error: String? = row[19]
        // The sentence may say more about it.
        let isHeld = error?.hasPrefix("unknown kind") ?? false
        return ModelJob(
            id: row[0], kind: row[1], args: row[2], queue: row[3], state: state, priority: row[5],
            attempt: row[6], maxAttempts: row[7], crashes: row[20], cancelRequestedAt: row[21],
            scheduledAt: row[8], expiresAt: row[9],
            uniqueKey: row[10], leaseEndsAt: row[11], worker: row[12], startedAt: row[13],
            finalizedAt: row[14], createdAt: row[15], scheduledFor: row[16], result: row[17],
            errorCount: row[18], lastError: isHeld ? "unknown kind" : error)
    }

    func view(of queues: [String], now: Date) throws -> QueueView {
        try database.read { db in
            let table = JobTable(db)
            var view = QueueView()
            for queue in queues {
                view.due[queue] = try table.dueCount(queue: queue, now: now, limit: 100_000)
                view.next[queue] = try table.nextDue(queue: queue, after: now)?.unixMilliseconds
                view.permits[queue] = try QueueTable(db).permit(queue, ahead: 5, now: now).count
            }
            view.full = try QueueTable(db).all().filter { $0.fullAt != nil }.map(\.name)
            view.waiting = try table.waitingQueues().compactMap(\.name)
            for count in try table.counts() {
                view.counts["\(count.queue) \(count.state)"] = count.count
            }
            return view
        }
    }
}

import Foundation
import GRDB
public import JobQueue
import Mail
import Model
import Neighbourhood

/// The job `account`. Without arguments it asks new addresses for confirmation; with
/// `{"erase": 17}` it erases what is known about resident 17.
public struct AccountJobs: JobHandler {
    /// One lane.
    public static let queue = "account"
    /// So many residents are one transaction.
    private static let slice = 200

    public let kind = JobKind(name: "account", queue: queue, maxAttempts: 20)

    private let versions: AddressVersion
    private let eraser: PersonEraser

    public init(versions: AddressVersion, eraser: PersonEraser) {
        self.versions = versions
        self.eraser = eraser
    }

    private struct Arguments: Decodable { let erase: Int64? }

    public func run(_ job: Job, in context: JobContext) throws -> JobEnd {
        if let resident = try job.arguments(Arguments.self).erase {
            return try erase(resident, context)
        }
        return .completed(result: "{\"asked\":\(try askAll(context))}")
    }

    /// Erases, then waits until nothing is left in the write-ahead log either.
    private func erase(_ resident: Int64, _ context: JobContext) throws -> JobEnd {
        let (now, eraser) = (context.clock.now(), eraser)
        _ = try context.ticks.write(repeatable: true) { db in
            try eraser.erase(resident, now: now, in: db)
        }
        guard try context.ticks.emptyLog() else {
            return .snoozed(until: now + 2, reason: "a reader holds on to the write-ahead log")
        }
        _ = try context.ticks.write(repeatable: true) { db in
            try Erasure.markLogEmptied(resident, now: now, in: db)
        }
        // That row is all that the log holds now.
        return .completed()
    }

    private func askAll(_ context: JobContext) throws -> Int {
        let (now, versions) = (context.clock.now(), versions)
        var (asked, last) = (0, Int64(0))
        while !context.isStopping() {
            let after = last
            let slice = try context.ticks.write(repeatable: true) { db in
                try Self.ask(after: after, versions, now, db)
            }
            guard let next = slice.last else { break }
            (asked, last) = (asked + slice.asked, next)
        }
        if asked > 0 { context.wake() }
        return asked
    }

    private static func ask(
        after id: Int64, _ versions: AddressVersion, _ now: Date, _ db: Database
    ) throws -> (asked: Int, last: Int64?) {
        let residents = try Resident.unconfirmed(after: id, limit: slice, in: db)
        let asked = try residents.count { resident in
            try AccountLetter(
                confirming: resident.id, version: versions.of(resident.email)
            ).plan(for: resident.id, now: now, in: db) != nil
        }
        return (asked, residents.last?.id)
    }

    /// The job that erases a resident; one at a time.
    public static func erasure(of resident: Int64) -> NewJob {
        NewJob(
            kind: "account", args: "{\"erase\":\(resident)}", queue: queue, priority: 0,
            maxAttempts: 20, uniqueKey: "erase/\(resident)")
    }
}

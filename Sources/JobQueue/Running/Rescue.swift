import Foundation
import GRDB
import Logging

/// Takes over from a process that died: its jobs are claimable again, and one that killed it too often is set aside.
struct Rescue: Sendable {
    /// After so many crashes a job is quarantined.
    static let mostCrashes = 3

    let duties: Duties
    /// Says of the jobs that were begun who answers for the former process's death.
    let blame: @Sendable ([Int64]) -> CrashBlame
    let now: Date
    let logger: Logger

    /// - Returns: The jobs that had better run alone first.
    func run(_ db: Database) throws -> [Job] {
        let begun = try JobTable(db).rescueAll()
        guard !begun.isEmpty else { return [] }
        let blame = blame(begun.map(\.id))
        for job in begun { try control.tellRescued(job, now: now, in: db) }
        logger.notice(
            "jobs of a process that died run again",
            metadata: ["begun": "\(begun.count)", "alone": "\(blame.suspects.count)"])
        var suspects = begun.filter { blame.suspects.contains($0.id) }
        if let job = begun.first(where: { $0.id == blame.counted }), try isQuarantined(job, db) {
            suspects.removeAll { $0.id == job.id }
        }
        return suspects
    }

    private var control: JobControl { JobControl(lifecycles: duties.lifecycles, logger: logger) }

    /// Counts the crash; sets the job aside when it is one too many.
    private func isQuarantined(_ job: Job, _ db: Database) throws -> Bool {
        let crashes = try JobTable(db).countCrash(job.id)
        guard crashes >= Self.mostCrashes else { return false }
        try control.lose(job.id, .quarantined(crashes: crashes), now: now, in: db)
        logger.error(
            "a job is quarantined: the process died of it again and again",
            metadata: ["job": "\(job.id)", "kind": "\(job.kind)", "crashes": "\(crashes)"])
        return true
    }
}

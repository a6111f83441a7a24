import Foundation
import GRDB
import JobQueue

/// Does what an operator pressed, and writes down who it was, in one transaction.
struct DeskDeeds: Sendable {
    let control: JobControl
    let who: String
    let now: Date

    /// Retries or discards a job, as the commands `job retry` and `job discard` do.
    ///
    /// - Returns: What became of it, in a sentence.
    func job(_ deed: DeskAction.Deed, _ id: Int64, in db: Database) throws -> String {
        let order: JobOrder =
            deed == .retry ? .retry : .discard(reason: "opgegeven aan de balie door \(who)")
        let tally = try order.carryOut(on: [id], with: control, now: now, in: db)
        try record(deed, "\(id)", tally.isComplete, in: db)
        if !tally.unknown.isEmpty { return "Taak \(id) is er niet meer; er is niets veranderd." }
        guard tally.isComplete else {
            return "Met taak \(id) kan dat nu niet; er is niets veranderd."
        }
        return deed == .retry ? "Taak \(id) wordt opnieuw geprobeerd." : "Taak \(id) is opgegeven."
    }

    /// Pauses or resumes a queue, as the commands `queue pause` and `queue resume` do. Only one that there
    /// is: a name that somebody made up gets no row.
    func queue(_ deed: DeskAction.Deed, _ name: String, in db: Database) throws -> String {
        let queues = QueueTable(db)
        guard let queue = try queues.list(now: now).first(where: { $0.name == name }) else {
            return "Die wachtrij is er niet; er is niets veranderd."
        }
        let isPaused = queue.pausedBy == name
        let changes = deed == .pause ? !isPaused : isPaused
        if changes, deed == .pause {
            try queues.pause(name, because: "stilgezet aan de balie door \(who)", now: now)
        }
        if changes, deed == .resume { _ = try queues.resume(name) }
        try record(deed, name, changes, in: db)
        return deed == .pause ? "Wachtrij \(name) staat stil." : "Wachtrij \(name) is open."
    }

    private func record(
        _ deed: DeskAction.Deed, _ target: String, _ wasDone: Bool, in db: Database
    ) throws {
        try DeskAction(at: now, who: who, deed: deed, target: target, wasDone: wasDone)
            .insert(in: db)
    }
}

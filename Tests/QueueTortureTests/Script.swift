import BuurtpostTestKit
import Foundation
import GRDB
import Model

/// A run of the probe on a clock that jumps, and how it has to end, no matter when it was interrupted, nor how often.
struct Script {
    /// What `drain` is started with.
    let arguments: [String]
    /// What is to be in `proof` at the end, each once, in order: key, attempt, state. What a schedule enqueued has the
    /// key `tick` and the minute. A death decides at which attempt a job is cancelled, so that is left out.
    let ends: [String]
    /// The keys of jobs that finished long ago at the end, and are gone.
    let cleaned: Set<String>
    /// The keys of jobs that finished, and stay.
    let kept: Set<String>

    /// The ways to run one: each job in a commit of its own, and three together.
    static let manners = [[], ["--ahead", "4", "--batch", "3"]]

    /// How many jobs a death can leave without a record at most: three in the lane of each kind in it.
    private static let inHand = 3 * 6

    /// The keys of jobs that `run` said are enqueued and that were never in the table; empty when all is well.
    func lost(in wreck: Wreck, after run: RunningProgram.Ending) throws -> Set<String> {
        let said = run.said.filter { $0.hasPrefix("enqueued ") }
            .map { String($0.dropFirst("enqueued ".count)) }
        return said.isEmpty ? [] : Set(said).subtracting(try wreck.scripted())
    }

    /// What is in `proof`, as in ``ends``.
    private func ends(in wreck: Wreck) throws -> [String] {
        let rows = try wreck.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT unique_key, scheduled_for, attempt, state FROM proof
                    """)
        }
        return rows.map { row in
            let minute = (row[1] as Int64?).map { ($0 - Date.wednesday.unixMilliseconds) / 60_000 }
            let key: String = minute.map { "tick \($0)" } ?? row[0]
            let state: String = row[3]
            return state == "cancelled" ? "\(key) cancelled" : "\(key) \(row[2] as Int) \(state)"
        }.sorted()
    }

    /// What ``ends(in:)`` misses, with a `-`, and has too much, with a `+`; empty when the script ended as it says.
    private func differences(in wreck: Wreck) throws -> [String] {
        try ends(in: wreck).difference(from: ends).map { change in
            switch change {
            case .remove(_, let end, _): "- \(end)"
            case .insert(_, let end, _): "+ \(end)"
            }
        }
    }

    /// The jobs whose row does not say what their last proof says; empty when all is well.
    private func contradictions(in wreck: Wreck) throws -> [Int64] {
        try wreck.read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT id FROM job WHERE (attempt, state) IS NOT
                        (SELECT attempt, state FROM proof WHERE job = job.id ORDER BY proof.id DESC LIMIT 1)
                    """)
        }
    }

    /// The keys of jobs that finished long ago and are still there, or that had to stay and are not.
    private func uncleaned(in wreck: Wreck) throws -> Set<String> {
        let keys = try wreck.keys()
        return keys.intersection(cleaned).union(kept.subtracting(keys))
    }

    /// Everything that can be wrong in a wreck at the end, in words; empty when all is as the script says.
    func faults(in wreck: Wreck, deaths: Int = 1) throws -> [String] {
        var faults = try differences(in: wreck)
        faults += try contradictions(in: wreck).map { "job \($0) is not what its proof says" }
        faults += try uncleaned(in: wreck).sorted().map { "cleaning: \($0)" }
        faults += try wreck.faults()
        let unrecorded = try wreck.unrecorded()
        if !(0...deaths * Self.inHand).contains(unrecorded) {
            faults.append("\(unrecorded) unrecorded")
        }
        return faults
    }
}

import BuurtpostTestKit
import Foundation
import GRDB
import Model

/// A run that takes each way through the states of a job, on a clock that jumps: 25 minutes from six o'clock.
///
/// How it ends does not depend on when it was interrupted, nor how often.
enum Script {
    static let arguments: [String] =
        [
            "--now", "2026-03-25T06:00:00+01:00", "--seconds", "1500", "--every", "600", "--keep",
            "300",
        ]
        + jobs.flatMap { ["--job", $0] }

    private static let jobs =
        [
            #"{"key":"plain","kind":"write"}"#,
            #"{"key":"later","kind":"write","delay":90}"#,
            #"{"key":"third time","kind":"fail","args":"{\"times\":2}"}"#,
            #"{"key":"used up","kind":"fail","maxAttempts":2}"#,
            #"{"key":"not now","kind":"snooze","args":"{\"times\":2}"}"#,
            #"{"key":"hopeless","kind":"discard"}"#,
            #"{"key":"too late","kind":"write","delay":300,"expiry":100}"#,
            #"{"key":"unwanted","kind":"write","delay":240}"#,
            #"{"key":"the operator","kind":"order","delay":30,"args":"{\"order\":\"cancel\",\"key\":\"unwanted\"}"}"#,
            #"{"key":"withdrawn","kind":"write","delay":240}"#,
            #"{"key":"other program","kind":"order","delay":40,"args":"{\"order\":\"request\",\"key\":\"withdrawn\"}"}"#,
            #"{"key":"given up","kind":"write","delay":240}"#,
            #"{"key":"giver","kind":"order","delay":50,"args":"{\"order\":\"discard\",\"key\":\"given up\"}"}"#,
            #"{"key":"second life","kind":"order","delay":150,"args":"{\"order\":\"retry\",\"key\":\"hopeless\"}"}"#,
            #"{"key":"regretted","kind":"regret"}"#,
        ] + (1...4).map { "{\"key\":\"one of \($0)\",\"kind\":\"write\",\"delay\":70}" }

    /// What is to be in `proof` at the end, each once: key, attempt, state. What a schedule enqueued has the key
    /// `tick` and the minute. A death decides at which attempt a job is cancelled, so that is left out.
    static let ends = [
        "plain 1 completed", "later 1 completed",
        "third time 1 retryable", "third time 2 retryable", "third time 3 completed",
        "used up 1 retryable", "used up 2 discarded",
        "not now 1 scheduled", "not now 1 scheduled", "not now 1 completed",
        "hopeless 1 discarded", "hopeless 1 discarded", "too late 0 discarded",
        "unwanted cancelled", "withdrawn cancelled", "given up 0 discarded", "regretted cancelled",
        "the operator 1 completed", "other program 1 completed", "giver 1 completed",
        "second life 1 completed",
        "one of 1 1 completed", "one of 2 1 completed", "one of 3 1 completed",
        "one of 4 1 completed",
        "tick 0 1 completed", "tick 10 1 completed", "tick 20 1 completed",
    ].sorted()

    /// The ways to run it: each job in a commit of its own, and three together.
    static let manners = [[], ["--ahead", "4", "--batch", "3"]]

    /// How many jobs a death can leave without a record at most: three in the lane of each kind in it.
    static let inHand = 3 * 6

    /// The keys of jobs that `run` said are enqueued and that were never in the table; empty when all is well.
    static func lost(in wreck: Wreck, after run: RunningProgram.Ending) throws -> Set<String> {
        let said = run.said.filter { $0.hasPrefix("enqueued ") }
            .map { String($0.dropFirst("enqueued ".count)) }
        return said.isEmpty ? [] : Set(said).subtracting(try wreck.scripted())
    }

    /// What is in `proof`, as in ``ends``.
    private static func ends(in wreck: Wreck) throws -> [String] {
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
    static func differences(in wreck: Wreck) throws -> [String] {
        try ends(in: wreck).difference(from: ends).map { change in
            switch change {
            case .remove(_, let end, _): "- \(end)"
            case .insert(_, let end, _): "+ \(end)"
            }
        }
    }

    /// The jobs whose row does not say what their last proof says; empty when all is well.
    static func contradictions(in wreck: Wreck) throws -> [Int64] {
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
    static func uncleaned(in wreck: Wreck) throws -> Set<String> {
        let keys = try wreck.keys()
        return keys.intersection(["plain", "later", "regretted"])
            .union(Set(["hopeless", "used up", "too late"]).subtracting(keys))
    }

    /// Everything that can be wrong in a wreck at the end, in words; empty when all is as the script says.
    static func faults(in wreck: Wreck, deaths: Int = 1) throws -> [String] {
        var faults = try differences(in: wreck)
        faults += try contradictions(in: wreck).map { "job \($0) is not what its proof says" }
        faults += try uncleaned(in: wreck).sorted().map { "cleaning: \($0)" }
        faults += try wreck.faults()
        let unrecorded = try wreck.unrecorded()
        if !(0...deaths * inHand).contains(unrecorded) { faults.append("\(unrecorded) unrecorded") }
        return faults
    }
}

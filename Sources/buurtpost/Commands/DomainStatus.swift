import Foundation
import GRDB
import JobQueue
import Mail

/// A domain of recipients that letters may go to only so fast.
struct DomainStatus: Codable, Equatable {
    let domain: String
    /// Letters a second by the configuration; nil when it says nothing.
    let configured: Double?
    /// Letters a second since the provider refused by rate; nil when it has not of late.
    let learned: Double?
    /// When the learned rate changed last.
    let learnedAt: Date?
    /// How many of its letters wait.
    let waiting: Int

    /// All there are, by name.
    ///
    /// - Parameter queues: All queues as they are now.
    static func all(_ queues: [QueueListing], _ db: Database) throws -> [DomainStatus] {
        let waiting = Dictionary(uniqueKeysWithValues: queues.map { ($0.name, $0.due + $0.later) })
        return try RecipientDomainTable(db).all().map { entry in
            DomainStatus(
                domain: entry.domain, configured: entry.configured, learned: entry.learned,
                learnedAt: entry.changedAt,
                waiting: waiting[RecipientDomainTable.branch(of: entry.domain)] ?? 0)
        }
    }
}

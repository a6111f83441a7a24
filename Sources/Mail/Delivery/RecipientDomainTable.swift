public import Foundation
public import GRDB
import JobQueue
import Model

/// The table `recipient_domain`: how fast letters may go to the providers of the readers.
///
/// A domain with a limit has a branch of the queue of letters, `mail/<domain>`: its rate is that of the branch, so it
/// holds over restarts, and who waits for it keeps nobody else waiting. An operator may limit or pause a branch of his
/// own accord (`queue limit mail/example.org`); its letters go there as well.
public struct RecipientDomainTable {
    let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    /// A row.
    public struct Entry: Equatable, Sendable {
        /// In lower case, ASCII.
        public let domain: String
        /// Letters a second by the configuration; nil is without limit.
        public let configured: Double?
        /// Letters a second since the provider refused by rate; nil when it has not of late.
        public let learned: Double?
        /// When the learned rate changed last.
        public let changedAt: Date?

        /// What holds.
        public var perSecond: Double? {
            [configured, learned].compactMap(\.self).min()
        }

        var learnedRate: LearnedRate? {
            guard let learned, let changedAt else { return nil }
            return LearnedRate(perSecond: learned, changedAt: changedAt)
        }
    }

    /// By name.
    public func all() throws -> [Entry] {
        try Row.fetchAll(
            db,
            sql:
                "SELECT domain, configured, learned, changed_at FROM recipient_domain ORDER BY domain"
        ).map(Entry.init(row:))
    }

    func find(_ domain: String) throws -> Entry? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT domain, configured, learned, changed_at FROM recipient_domain WHERE domain = ?
                    """), arguments: [domain]
        ).map(Entry.init(row:))
    }

    /// Takes over what the configuration says. A domain it does not name any more is released, unless it was learned.
    ///
    /// - Parameter rates: Letters a second by domain, in lower case.
    public func install(_ rates: [String: Double]) throws {
        for entry in try all() where entry.configured != nil && rates[entry.domain] == nil {
            try save(entry.domain, configured: nil, entry.learnedRate)
        }
        for (domain, rate) in rates.sorted(by: { $0.key < $1.key }) {
            let known = try find(domain)
            if known?.configured != rate {
                try save(domain, configured: rate, known?.learnedRate)
            }
        }
    }

    // MARK: What the provider shows

    /// The provider of `domain` refused a letter by rate.
    ///
    /// - Returns: Letters a second from now on.
    func slowDown(_ domain: String, now: Date) throws -> Double {
        let known = try find(domain)
        let rate = LearnedRate.slowed(
            known?.learnedRate, allowed: known?.configured, now: now, within: .provider)
        if rate != known?.learnedRate {
            try save(domain, configured: known?.configured, rate)
        }
        return rate.perSecond
    }

    /// The provider of `domain` took a letter.
    func accepted(_ domain: String, now: Date) throws {
        guard let known = try find(domain), let learned = known.learnedRate else { return }
        let rate = learned.recovering(allowed: known.configured, now: now, within: .provider)
        if rate != learned { try save(domain, configured: known.configured, rate) }
    }

    private func save(_ domain: String, configured: Double?, _ learned: LearnedRate?) throws {
        let entry = Entry(
            domain: domain, configured: configured, learned: learned?.perSecond,
            changedAt: learned?.changedAt)
        try write(entry)
        try QueueTable(db).limit(
            Self.branch(of: domain), to: entry.perSecond.map { RateLimit(perSecond: $0) })
    }

    private func write(_ entry: Entry) throws {
        guard entry.perSecond != nil else {
            return try db.execute(
                sql: "DELETE FROM recipient_domain WHERE domain = ?", arguments: [entry.domain])
        }
        try db.execute(
            sql: """
                INSERT INTO recipient_domain (domain, configured, learned, changed_at)
                VALUES (:domain, :configured, :learned, :changedAt)
                ON CONFLICT (domain) DO UPDATE SET configured = excluded.configured,
                    learned = excluded.learned, changed_at = excluded.changed_at
                """,
            arguments: [
                "domain": entry.domain, "configured": entry.configured, "learned": entry.learned,
                "changedAt": entry.changedAt?.unixMilliseconds,
            ])
    }

    // MARK: Branches

    /// The queue of the letters to `domain` when it has a limit.
    public static func branch(of domain: String) -> String {
        "\(LetterTable.jobKind.queue)/\(domain)"
    }

    /// Where a letter to `address` waits: in the domain's branch when that is limited or paused, else with the others.
    ///
    /// - Parameter address: As it is known now; nil, or what is no address, waits with the others until it is written.
    func queue(forLetterTo address: String?) throws -> String {
        guard let address, try hasBranches(), let domain = try? EmailAddress(address).domain else {
            return LetterTable.jobKind.queue
        }
        return try queue(for: domain)
    }

    /// Mostly there are none, and then no address needs to be read.
    private func hasBranches() throws -> Bool {
        let branches = Self.branch(of: "")
        return try Bool.fetchOne(
            db.cachedStatement(
                sql:
                    "SELECT EXISTS (SELECT 1 FROM queue WHERE name > ? AND name < ? || char(0x10FFFF))"
            ),
            arguments: [branches, branches]) ?? false
    }

    func queue(for domain: String) throws -> String {
        let branch = Self.branch(of: domain)
        guard let settings = try QueueTable(db).find(branch),
            settings.ratePerSecond != nil || settings.pausedAt != nil || settings.lanes != nil
        else { return LetterTable.jobKind.queue }
        return branch
    }
}

extension RecipientDomainTable.Entry {
    fileprivate init(row: Row) {
        domain = row[0]
        configured = row[1]
        learned = row[2]
        changedAt = (row[3] as Int64?).map(Date.init(unixMilliseconds:))
    }
}

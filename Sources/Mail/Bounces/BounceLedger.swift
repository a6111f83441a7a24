public import Foundation
public import GRDB
public import Links
import Model

/// The table `bounce`, and what follows from its rows: scores, and suppressions.
///
/// A letter counts once for each source: the same report a second time changes nothing. Lives as long as the
/// transaction it was made in.
public struct BounceLedger {
    private let db: Database
    private let key: SecretKey

    /// - Parameter key: The instance's suppression key.
    public init(_ db: Database, key: SecretKey) {
        self.db = db
        self.key = key
    }

    /// What stands in `bounce.source`.
    private enum Source: String {
        case smtp, dsn, arf
    }

    /// What a relay's answer says about the address; most answers say nothing.
    func answered(
        _ outcome: DeliveryOutcome, of letter: Letter, to address: EmailAddress, now: Date
    ) throws {
        switch outcome {
        case .accepted: try accepted(address, now: now)
        case .refusedForGood(let reply):
            try refused(reply: reply, address: address, letter: letter, now: now)
        case .refusedForNow, .notAttempted, .inDoubt: break
        }
    }

    /// A refusal by policy has turned out to be about this letter, which was written to the address in its row.
    ///
    /// - Parameter reply: As `policy_refusal` keeps it: ``ScrubbedReply/description``.
    func refusedAfterAll(_ reply: String, letter: Letter, now: Date) throws {
        let address = try String.fetchOne(
            db, sql: "SELECT address FROM letter WHERE id = ?", arguments: [letter.id])
        guard let address = try? address.map(EmailAddress.init),
            let reply = ReplyText.parse("\(reply)\r\n".utf8)
        else { return }
        try refused(reply: reply, address: address, letter: letter, now: now)
    }

    /// The relay refused the letter for good (5yz).
    public func refused(
        reply: ScrubbedReply, address: EmailAddress, letter: Letter, now: Date
    ) throws {
        let weight = BounceWeight(refused: reply)
        let code = reply.enhanced ?? String(reply.code)
        guard try write(letter, weight.kind.rawValue, code, .smtp, now) else { return }
        try count(weight, address, .smtp, now)
    }

    /// The relay accepted a letter: the address's score sinks, where it has one.
    public func accepted(_ address: EmailAddress, now: Date) throws {
        let hash = AddressHash(address, key: key)
        let table = BounceScoreTable(db: db)
        guard let score = try table.find(hash) else { return }
        try table.set(score.accepted(now: now), of: hash)
    }

    /// The letter came back.
    func returned(_ bounced: BouncedLetter, status: EnhancedStatus?, now: Date) throws {
        let weight = BounceWeight(returned: status)
        guard
            try write(bounced.letter, weight.kind.rawValue, status?.description, .dsn, now),
            let address = bounced.address
        else { return }
        try count(weight, address, .dsn, now)
    }

    /// Its reader called the letter spam: he gets no more of its purpose, at once.
    func complained(_ bounced: BouncedLetter, now: Date) throws {
        guard try write(bounced.letter, "complaint", nil, .arf, now), let address = bounced.address
        else { return }
        try Suppressions(db, key: key).add(
            address, scope: SuppressionScope(of: bounced.letter), reason: .complaint,
            source: Source.arf.rawValue, now: now)
    }

    /// - Returns: Whether it was new.
    private func write(
        _ letter: Letter, _ kind: String, _ code: String?, _ source: Source, _ now: Date
    ) throws -> Bool {
        try db.cachedStatement(
            sql: """
                INSERT INTO bounce (letter, recipient, kind, code, at, source)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (letter, source) DO NOTHING
                """
        ).execute(arguments: [
            letter.id, letter.recipient, kind, code, now.unixMilliseconds, source.rawValue,
        ])
        return db.changesCount == 1
    }

    private func count(
        _ weight: BounceWeight, _ address: EmailAddress, _ source: Source, _ now: Date
    ) throws {
        let hash = AddressHash(address, key: key)
        let table = BounceScoreTable(db: db)
        let score = (try table.find(hash) ?? BounceScore(at: now)).counting(weight.points, now: now)
        try table.set(score, of: hash)
        guard score.isTooHigh else { return }
        try Suppressions(db, key: key).add(
            address, scope: .all, reason: .hardBounce, source: source.rawValue, now: now)
    }
}

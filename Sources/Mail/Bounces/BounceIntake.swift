import Crypto
public import Foundation
public import GRDB
public import Links
import Model

/// A message that came to the bounce address, read and ready to be recorded.
///
/// Only a reverse path with our code in it (``BounceAddresses``) or the Message-ID of a letter in the table makes
/// a report count: anybody can write to the address. An address in the text is never believed.
public struct BounceIntake: Sendable {
    private let key: SecretKey
    private let paths: BounceAddresses

    /// - Parameters:
    ///   - key: The instance's suppression key.
    ///   - domain: The domain of the reverse paths.
    public init(key: SecretKey, domain: DomainName) {
        self.key = key
        paths = BounceAddresses(key: key, domain: domain)
    }

    /// Records one message. The same octets a second time change nothing and give the first verdict.
    ///
    /// - Parameter octets: The message as it came, at best with the header Delivered-To or X-Original-To. Of more than
    ///   1 MiB the beginning is read.
    public func take(_ octets: [UInt8], now: Date, in db: Database) throws -> BounceVerdict {
        let hash = Data(SHA256.hash(data: octets))
        if let known = try verdict(of: hash, in: db) { return known }
        let verdict = try judge(ReturnedMail(octets), now: now, in: db)
        try write(verdict, of: hash, now: now, in: db)
        return verdict
    }

    private func judge(_ mail: ReturnedMail, now: Date, in db: Database) throws -> BounceVerdict {
        switch mail.meaning {
        case .harmless(let reason): return .ignored(reason: reason)
        case .unclear(let reason): return .unclear(reason: reason)
        case .failed(let status):
            guard let bounced = try letter(of: mail, in: db) else { return Self.stranger }
            try BounceLedger(db, key: key).returned(bounced, status: status, now: now)
        case .complaint:
            guard let bounced = try letter(of: mail, in: db) else { return Self.stranger }
            try BounceLedger(db, key: key).complained(bounced, now: now)
        }
        return .recorded
    }

    private static let stranger = BounceVerdict.unclear(
        reason: "a report that names no letter of ours")

    private func letter(of mail: ReturnedMail, in db: Database) throws -> BouncedLetter? {
        for address in mail.addresses {
            if let id = Self.address(in: address).flatMap(paths.letter(for:)),
                let bounced = try BouncedLetter.find(id, in: db)
            {
                return bounced
            }
        }
        for text in mail.messageIDs {
            if let id = MessageID(text), let bounced = try BouncedLetter.find(id, in: db) {
                return bounced
            }
        }
        return nil
    }

    /// `Name <b-…@example.nl>`, `<b-…@example.nl>` and `rfc822; b-…@example.nl` alike.
    private static func address(in text: String) -> EmailAddress? {
        text.prefix(2048).split { $0.isWhitespace || "<>,;\"".contains($0) }
            .first { $0.lowercased().hasPrefix("b-") }.flatMap { try? EmailAddress(String($0)) }
    }

    // MARK: bounce_message

    private func verdict(of hash: Data, in db: Database) throws -> BounceVerdict? {
        try Row.fetchOne(
            db, sql: "SELECT verdict, reason FROM bounce_message WHERE hash = ?", arguments: [hash]
        ).map { row in
            switch row[0] as String {
            case "recorded": .recorded
            case "ignored": .ignored(reason: row[1])
            default: .unclear(reason: row[1])
            }
        }
    }

    private func write(_ verdict: BounceVerdict, of hash: Data, now: Date, in db: Database) throws {
        let (word, reason) =
            switch verdict {
            case .recorded: ("recorded", "")
            case .ignored(let reason): ("ignored", reason)
            case .unclear(let reason): ("unclear", reason)
            }
        try db.execute(
            sql: "INSERT INTO bounce_message (hash, verdict, reason, at) VALUES (?, ?, ?, ?)",
            arguments: [hash, word, reason, now.unixMilliseconds])
    }
}

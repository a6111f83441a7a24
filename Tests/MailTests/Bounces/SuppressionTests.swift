import BuurtpostTestKit
import Foundation
import GRDB
import Links
import Model
import Testing

@testable import Mail

@Suite("Addresses that should not be mailed")
struct SuppressionTests {
    let key = SecretKey(octets: [UInt8](repeating: 7, count: SecretKey.count))!

    func database() throws -> TestDatabase { try TestDatabase { MailSchema.register(in: &$0) } }

    func letter(_ purpose: Purpose, occasion: String = "2026-03-25") -> Letter {
        Letter(preview: NewLetter(purpose: purpose, recipient: "resident/1", occasion: occasion))
    }

    @Test(
        "capitals and the form of a domain do not matter, everything else does",
        arguments: [
            ("Buur@Utdorp.Example", "buur@utdorp.example", true),
            ("buur@bücher.example", "buur@xn--bcher-kva.example", true),
            ("b.uur@utdorp.example", "buur@utdorp.example", false),
            ("buur+x@utdorp.example", "buur@utdorp.example", false),
        ])
    func normalised(one: String, other: String, same: Bool) throws {
        let (a, b) = (try EmailAddress(one), try EmailAddress(other))
        #expect((AddressHash(a, key: key) == AddressHash(b, key: key)) == same)
    }

    @Test("another key finds nothing, and nothing of the address is in the database")
    func keyed() throws {
        let (database, key) = (try database(), key)
        let address = try EmailAddress("zeldzame.naam@utdorp.example")
        let other = SecretKey(octets: [UInt8](repeating: 8, count: SecretKey.count))!
        try database.write { db in
            try Suppressions(db, key: key).add(
                address, scope: .all, reason: .byHand, source: "operator", now: .wednesday)
        }
        let (found, foundByOther) = try database.read { db in
            (
                try Suppressions(db, key: key).find(address),
                try Suppressions(db, key: other).find(address)
            )
        }
        #expect(found.count == 1)
        #expect(foundByOther.isEmpty)
        #expect(try !Self.dump(database).contains("zeldzame"))
    }

    /// Everything the tables of this module hold, as text.
    static func dump(_ database: TestDatabase) throws -> String {
        try database.read { db in
            try ["suppression", "bounce_score", "bounce", "bounce_message"].map {
                try Row.fetchAll(db, sql: "SELECT * FROM \($0)").description
            }.joined()
        }
    }

    static let stops: [(String, SuppressionReason, Purpose, Bool)] = [
        ("all", .unsubscribe, .digest, true), ("digest", .unsubscribe, .digest, true),
        ("digest", .unsubscribe, .campaign, false), ("notice/markt", .unsubscribe, .notice, true),
        ("notice/afval", .unsubscribe, .notice, false), ("notice", .unsubscribe, .notice, true),
        ("notice/markt", .unsubscribe, .digest, false), ("all", .unsubscribe, .account, false),
        ("all", .complaint, .account, false), ("all", .hardBounce, .account, true),
        ("all", .byHand, .account, true), ("digest", .complaint, .digest, true),
    ]

    @Test(
        "a suppression stops what its scope says, account mail only for two reasons",
        arguments: stops)
    func scopes(scope: String, reason: SuppressionReason, purpose: Purpose, isStopped: Bool) throws
    {
        let (database, key) = (try database(), key)
        let address = try EmailAddress("buur@utdorp.example")
        let letter = letter(purpose, occasion: "markt/2026-03-25")
        let verdict = try database.write { db in
            try Suppressions(db, key: key).add(
                address, scope: SuppressionScope(scope)!, reason: reason, source: "page",
                now: .wednesday)
            return try SuppressionRule(key: key).judge(letter, to: address, now: .wednesday, in: db)
        }
        let reasonText = "\(reason.rawValue) (\(scope), from page)"
        #expect(verdict == (isStopped ? .never(.suppressed, reason: reasonText) : .send))
    }

    @Test("adding twice keeps the first, lifting one reason leaves the others")
    func addAndLift() throws {
        let (database, key) = (try database(), key)
        let address = try EmailAddress("buur@utdorp.example")
        try database.write { db in
            let list = Suppressions(db, key: key)
            let added = try [(0.0, "page"), (60, "operator")].map {
                try list.add(
                    address, scope: .purpose(.digest), reason: .unsubscribe, source: $0.1,
                    now: .wednesday + $0.0)
            }
            #expect(added == [true, false])
            try list.add(address, scope: .all, reason: .hardBounce, source: "dsn", now: .wednesday)
        }
        let rows = try database.read { try Suppressions($0, key: key).find(address) }
        #expect(Set(rows.map(\.source)) == ["dsn", "page"])
        let lifted = try database.write { db in
            let list = Suppressions(db, key: key)
            return [
                try list.lift(address, reasons: [.unsubscribe, .complaint]),
                try list.lift(address, reasons: [.unsubscribe, .complaint]),
                try list.lift(address),
            ]
        }
        #expect(lifted == [1, 0, 1])
        #expect(try database.read { try Suppressions($0, key: key).list(limit: 10) }.isEmpty)
    }

    @Test(
        "a scope is read back as it was written",
        arguments: ["all", "digest", "stale-entry", "notice/markt"])
    func scopeText(text: String) {
        #expect(SuppressionScope(text)?.description == text)
    }

    @Test("what is no scope is refused", arguments: ["", "alles", "notice/", "Digest", "all "])
    func noScope(text: String) {
        #expect(SuppressionScope(text) == nil)
    }
}

import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model
import Testing

@testable import Mail

/// What an operator learns about the letters of one mailbox.
struct LetterListingTests {
    let database: TestDatabase

    init() throws {
        database = try TestDatabase { MailSchema.register(in: &$0) }
        try database.write { db in
            let table = LetterTable(db)
            func letter(_ recipient: String, _ occasion: String, _ address: String?) -> NewLetter {
                NewLetter(
                    purpose: .digest, recipient: recipient, occasion: occasion, address: address)
            }
            for (recipient, occasion, address) in [
                ("resident/1", "sent", "Fatma@post.example"),
                ("resident/2", "other", "x@b.example"),
                ("resident/1", "sent to a former mailbox", "old@post.example"),
                ("resident/11", "sent later", "fatma@post.example"),
            ] { _ = try table.plan(letter(recipient, occasion, address), now: .wednesday) }
            for (recipient, occasion, address) in [
                ("resident/1", "skipped", nil), ("resident/2", "skipped elsewhere", nil),
                ("organisation/3", "skipped as well", nil),
                ("resident/1", "skipped with address", "fatma@post.example" as String?),
            ] {
                _ = try table.skip(
                    letter(recipient, occasion, address), reason: "no", now: .wednesday)
            }
        }
    }

    func occasions(_ filter: LetterFilter) throws -> [String] {
        try database.read { try LetterTable($0).list(filter).map(\.occasion) }
    }

    @Test("an address finds its letters and what its readers were considered for, the newest first")
    func mailbox() throws {
        var filter = LetterFilter()
        filter.address = "FATMA@post.example"
        #expect(try occasions(filter) == ["skipped with address", "skipped", "sent later", "sent"])
        filter.recipients = ["organisation/3"]
        #expect(try occasions(filter).first == "skipped with address")
        #expect(try occasions(filter).contains("skipped as well"))
        filter.outcome = .skipped
        #expect(try occasions(filter) == ["skipped with address", "skipped as well", "skipped"])
        filter.limit = 1
        #expect(try occasions(filter) == ["skipped with address"])
        filter.address = "nobody@post.example"
        filter.recipients = []
        #expect(try occasions(filter).isEmpty)
    }

    @Test(
        "letters of a mailbox are found by index",
        arguments: [LetterTable.mailboxSQL, LetterTable.addressedSQL])
    func plan(sql: String) throws {
        let lines = try database.read { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
            statement.setUncheckedArguments([])
            return try Row.fetchAll(statement).map { $0[3] as String }
        }
        #expect(lines.contains { $0.contains("letter_address") })
        #expect(!lines.contains { $0.hasPrefix("SCAN letter") }, "\(lines)")
    }

    static let fates: [(outcome: LetterOutcome, reason: String, reply: String?, fate: String)] = [
        (.planned, "", nil, "waits for its turn"),
        (
            .planned, "refused for now", "451 grey",
            "waits: refused for now; the mail server said \"451 grey\""
        ),
        (.accepted, "", "250 ok", "handed over; the mail server said \"250 ok\""),
        (
            .refused, "refused for good", "550 5.1.1 no",
            "not delivered: refused for good; the mail server said \"550 5.1.1 no\""
        ),
        (.expired, "expired", nil, "not sent, its time was over: expired"),
        (.suppressed, "bounced", nil, "not sent, this address is never written to: bounced"),
        (
            .held, "quarantined", nil,
            "not sent, waits for somebody to mend it: quarantined; `buurtpost letter show 1` tells what "
                + "to do"
        ),
        (.withdrawn, "it is gone", nil, "not sent, it was not needed any more: it is gone"),
        (.skipped, "nothing new", nil, "not sent: nothing new"),
    ]

    @Test("each outcome is told in a plain sentence", arguments: fates)
    func account(outcome: LetterOutcome, reason: String, reply: String?, fate: String) throws {
        let listing = try database.write { db in
            let table = LetterTable(db)
            let change = LetterChange(outcome: outcome, reason: reason, reply: reply)
            try table.record(change, of: 1, now: .wednesday)
            return try #require(try table.listing(1))
        }
        #expect(LetterAccount(listing).fate == fate)
        #expect(LetterAccount(listing).occasion == "the digest, for residents who chose it (sent)")
    }

    @Test("a letter whose answer never came is told as one that may have arrived twice")
    func doubt() throws {
        let listing = try database.write { db in
            let table = LetterTable(db)
            let change = LetterChange(outcome: .inDoubt, reason: "in doubt: silence", isDoubt: true)
            try table.record(change, of: 1, now: .wednesday)
            return try #require(try table.listing(1))
        }
        #expect(
            LetterAccount(listing).fate
                == "may have arrived, the mail server never answered: in doubt: silence; it may have arrived more than once"
        )
    }
}

import BuurtpostTestKit
import Digests
import Foundation
import GRDB
import JobQueue
import Model
import Neighbourhood
import Testing

@Suite struct DigestStandingTests {
    @Test(
        "each reader without a digest is told why, the weightiest reason first",
        arguments: [
            ("status = 'unconfirmed', digest = 'none'", "the address is not confirmed yet"),
            ("status = 'unsubscribed'", "the reader left all mail"),
            ("status = 'bounced'", "letters to the address came back"),
            ("digest = 'none', email = NULL", "the reader wants none"),
            ("email = NULL", "the platform knows no address"),
            ("paused_until = 1774825200000", "the reader is on holiday until 2026-03-30"),
            ("paused_until = 1774396800000, digest_minute = 420", "07:00 was over"),
            ("digest = 'weekly', digest_day = 5", "the next one comes on 2026-03-27 at 06:30"),
            ("digest = 'weekly', digest_day = 2", "the next one comes on 2026-03-31 at 06:30"),
            ("digest = 'weekly', digest_day = 3, digest_minute = 1080", "comes at 18:00"),
            ("digest_minute = 1080", "the digest comes at 18:00"),
            ("digest_minute = 420", "07:00 was over before the reader had chosen it"),
        ])
    func reasons(row: String, reason: String) throws {
        let town = try SmallTown(at: .at("2026-03-25T08:05:00+01:00"))
        try town.resident("r1", hour: "06:30")
        try town.sql("UPDATE resident SET \(row) WHERE id = 1")
        let standing = try #require(try standing(town))
        #expect(standing.description.contains(reason), "\(standing)")
    }

    @Test("a letter of today says more, sent or skipped; one of yesterday does not")
    func planned() throws {
        let town = try SmallTown(at: .at("2026-03-25T08:05:00+01:00"))
        try town.resident("r1", hour: "06:30")
        let letter = """
            INSERT INTO letter (purpose, recipient, occasion, outcome, planned_at, settled_at)
            VALUES ('digest', 'resident/1', '%', 'skipped', 1774400000000, 1774400000000)
            """
        try town.sql(letter.replacing("%", with: "2026-03-24"))
        #expect(try standing(town) != nil)
        try town.sql(letter.replacing("%", with: "2026-03-25"))
        #expect(try standing(town) == nil)
    }

    @Test("an organisation, or somebody who is gone, has no digest to speak of")
    func others() throws {
        let town = try SmallTown(at: .at("2026-03-25T08:05:00+01:00"))
        for recipient in ["organisation/1", "resident/9", "resident/x"] {
            #expect(try standing(town, of: recipient) == nil)
        }
    }

    private func standing(_ town: SmallTown, of recipient: String = "resident/1") throws
        -> DigestStanding?
    {
        let now = town.clock.clock.now()
        return try town.database.read {
            try DigestStanding.today(
                of: recipient, now: now, calendar: SampleTown.calendar, in: $0)
        }
    }
}

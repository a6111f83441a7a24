import BuurtpostTestKit
import Foundation
import GRDB
import Links
import Mail
import Model
import Pages
import Testing

@Suite struct OptOutTests {
    let site: TestSite

    init() async throws { site = try await TestSite.running() }

    @Test(
        "leaving stands on the suppression list, once, and coming back lifts it",
        arguments: [
            ("unsubscribe", "List-Unsubscribe=One-Click", "digest"),
            ("unsubscribe-event-reminder", "action=stop", "event-reminder"),
            ("unsubscribe-help-match", "action=stop", "help-match"),
            ("unsubscribe", "action=all", "all"),
        ] as [(LinkPurpose, String, String)])
    func leaving(purpose: LinkPurpose, press: String, scope: String) async throws {
        for _ in 0..<2 { _ = try await site.post(site.path(purpose), press) }
        #expect(try listed() == ["\(scope) unsubscribe page"])
        _ = try await site.post(site.path(purpose), "action=back")
        #expect(try listed() == [])
    }

    @Test(
        "choices on a page go on the list when they end something, and lift it when they want it again"
    )
    func choices() async throws {
        let path = site.path(.frequency)
        _ = try await site.post(path, "action=save&digest=weekly&time=18:30&day=5")
        #expect(try listed() == [])
        _ = try await site.post(path, "action=save&digest=none&time=18:30&day=5")
        #expect(try listed() == ["digest unsubscribe page"])
        _ = try await site.post(
            site.path(.preferences), "action=save&digest=daily&time=07:00&day=1&helper=no")
        #expect(try listed() == ["help-match unsubscribe page"])
    }

    @Test("asking for mail again lifts a complaint, and neither a bounce nor the operator's word")
    func otherReasons() async throws {
        let address = try EmailAddress(TestSite.email)
        let secret = site.secret
        try site.database.write { db in
            for reason in SuppressionReason.allCases {
                _ = try Suppressions(db, key: secret).add(
                    address, scope: .purpose(.digest), reason: reason, source: "test",
                    now: TestSite.now)
            }
        }
        _ = try await site.post(site.path(.unsubscribe), "action=back")
        #expect(try listed() == ["digest by-hand test", "digest hard-bounce test"])
    }

    @Test("the opt-out outlives the person")
    func erased() async throws {
        _ = try await site.post(site.path(.unsubscribe), "action=all")
        let eraser = PersonEraser(TestSite.modules, key: site.secret)
        _ = try site.database.write { try eraser.erase(1, now: TestSite.now, in: $0) }
        #expect(try listed() == ["all unsubscribe page"])
    }

    private func listed() throws -> [String] {
        let address = try EmailAddress(TestSite.email)
        let secret = site.secret
        return try site.database.read { db in
            try Suppressions(db, key: secret).find(address).map {
                "\($0.scope) \($0.reason.rawValue) \($0.source)"
            }.sorted()
        }
    }
}

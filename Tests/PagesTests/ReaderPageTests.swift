import BuurtpostTestKit
import Foundation
import GRDB
import Links
import Model
import Neighbourhood
import Pages
import Testing

@Suite struct ReaderPageTests {
    let site: TestSite

    init() async throws { site = try await TestSite.running() }

    @Test("one press of a mail program's button ends the digest, and so does a second")
    func oneClick() async throws {
        for _ in 0..<2 {
            let reply = try await site.post(site.path(.unsubscribe), "List-Unsubscribe=One-Click")
            #expect(reply?.status == 200)
            #expect(reply?.headers["location"] == nil)
            #expect(try site.resident()?.digest == .never)
        }
        #expect(try site.resident()?.status == .active)
    }

    @Test("the page shows a masked address and one main button, and the press ends the digest")
    func unsubscribe() async throws {
        let page = try #require(try await site.get(site.path(.unsubscribe)))
        #expect(page.status == 200)
        #expect(page.body.contains("f•••@example.nl"))
        #expect(!page.body.contains(TestSite.email))
        #expect(page.body.contains("<html lang=\"nl\">"))
        #expect(try site.resident()?.digest == .daily)
        let done = try #require(try await site.post(site.path(.unsubscribe), "action=stop"))
        #expect(done.body.contains("U krijgt geen buurtpost meer van VoorbeeldBuurt."))
        let back = try #require(try await site.post(site.path(.unsubscribe), "action=back"))
        #expect(back.body.contains("U krijgt weer buurtpost"))
        #expect(try site.resident()?.digest == .daily)
    }

    @Test("all mail can be stopped, and started again")
    func all() async throws {
        _ = try await site.post(site.path(.unsubscribe), "action=all")
        #expect(try site.resident()?.status == .unsubscribed)
        _ = try await site.post(site.path(.unsubscribe), "action=back")
        #expect(try site.resident()?.status == .active)
    }

    @Test("reminders and requests for help are left on their own")
    func kinds() async throws {
        _ = try await site.post(
            site.path("unsubscribe-event-reminder"), "List-Unsubscribe=One-Click")
        #expect(try site.resident()?.reminders == .never)
        #expect(try site.resident()?.digest == .daily)
        _ = try await site.post(site.path("unsubscribe-help-match"), "action=stop")
        #expect(try site.resident()?.isHelper == false)
    }

    @Test("the hour and rhythm of the digest are chosen; nonsense changes nothing")
    func frequency() async throws {
        let path = site.path(.frequency)
        #expect(try await site.get(path)?.body.contains("value=\"06:30\" selected") == true)
        let saved = try await site.post(path, "action=save&digest=weekly&time=18%3A30&day=5")
        #expect(saved?.body.contains("Uw keuze is bewaard.") == true)
        let chosen = try #require(try site.resident())
        #expect(chosen.digest == .weekly)
        #expect(chosen.digestTime.description == "18:30")
        #expect(chosen.digestDay == 5)
        _ = try await site.post(path, "action=save&digest=hourly&time=25:99&day=9")
        #expect(try site.resident() == chosen)
    }

    @Test(
        "a digest's link mails the link to everything else, once in an hour, and opens none of it")
    func mailLink() async throws {
        for _ in 0..<2 {
            let reply = try await site.post(site.path(.frequency), "action=all")
            #expect(reply?.body.contains("De nieuwe link komt eraan") == true)
        }
        let letters = try site.database.read {
            try String.fetchAll($0, sql: "SELECT purpose || ' ' || recipient FROM letter")
        }
        #expect(letters == ["account resident/1"])
    }

    @Test("all preferences are changed behind a fresh link")
    func preferences() async throws {
        let path = site.path(.preferences)
        let page = try #require(try await site.get(path))
        #expect(page.body.contains("muziek"))
        let reply = try await site.post(
            path,
            "action=save&digest=none&reminders=both&helper=no&interest=sport&interest=onbekend"
                + "&language=en&form=je&pause=2026-04-01")
        #expect(reply?.body.contains("Your choice was saved.") == true)
        let resident = try #require(try site.resident())
        #expect(resident.digest == .never)
        #expect(resident.reminders == .both)
        #expect(resident.isHelper == false)
        #expect(resident.interests == ["sport"])
        #expect(resident.language == .en)
        #expect(resident.addressForm == .je)
        // The end of 1 April in Amsterdam.
        #expect(resident.pausedUntil == 1_775_080_800_000)
        #expect(try await site.get(path)?.body.contains("value=\"2026-04-01\"") == true)
    }

    @Test("a link to the preferences that was mailed to a former address opens nothing")
    func formerAddress() async throws {
        let path = site.path(.preferences, email: "former@example.nl")
        let reply = try #require(try await site.get(path))
        #expect(reply.status == 410)
        #expect(!reply.body.contains("muziek"))
        #expect(try await site.post(path, "action=erase-really")?.status == 410)
        #expect(try site.resident()?.status == .active)
    }

    @Test("an expired link says so and mails a new one to the address on file")
    func expired() async throws {
        let path = site.path(.preferences, expiresAt: TestSite.now - 1)
        let page = try #require(try await site.get(path))
        #expect(page.status == 410)
        #expect(page.body.contains("Deze link is verlopen"))
        #expect(page.body.contains("Stuur mij een nieuwe link"))
        let before = try site.contents()
        #expect(try await site.post(path, "action=copy")?.status == 410)
        #expect(try site.contents() == before)
        for _ in 0..<2 { #expect(try await site.post(path, "action=renew")?.status == 200) }
        let letters = try site.database.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM letter WHERE purpose = 'account'")
        }
        #expect(letters == 1)
    }

    @Test("a new address gets mail only after the button")
    func confirm() async throws {
        let path = site.path(.confirm, 2, email: "joris@example.nl")
        #expect(try await site.get(path)?.body.contains("Ja, graag") == true)
        #expect(try site.resident(2)?.status == .unconfirmed)
        for _ in 0..<2 {
            #expect(
                try await site.post(path, "")?.body.contains("U krijgt voortaan de post") == true)
        }
        #expect(try site.resident(2)?.status == .active)
    }

    @Test("a copy of the data is a file with everything")
    func copy() async throws {
        let reply = try #require(try await site.post(site.path(.preferences), "action=copy"))
        #expect(reply.headers["content-type"] == "application/json")
        #expect(reply.headers["content-disposition"] == "attachment; filename=\"buurtpost.json\"")
        let tables = try JSONDecoder().decode(
            [String: [[String: String?]]].self, from: Data(reply.body.utf8))
        #expect(tables["resident"]?.first?["email"] == TestSite.email)
    }

    @Test("erasing asks once more, then leaves the rest to a job; pressed twice there is one job")
    func erase() async throws {
        let path = site.path(.preferences)
        #expect(try await site.post(path, "action=erase")?.body.contains("Ja, wis alles") == true)
        #expect(try site.resident()?.status == .active)
        for _ in 0..<2 { #expect(try await site.post(path, "action=erase-really")?.status == 200) }
        #expect(try site.resident()?.status == .unsubscribed)
        let jobs = try site.database.read {
            try String.fetchAll($0, sql: "SELECT args FROM job WHERE kind = 'account'")
        }
        #expect(jobs == ["{\"erase\":1}"])
    }

    @Test(
        "a link to somebody who is gone says so", arguments: [LinkPurpose.unsubscribe, .frequency])
    func gone(purpose: LinkPurpose) async throws {
        #expect(try await site.get(site.path(purpose, 99))?.status == 410)
        #expect(try await site.post(site.path(purpose, 99), "")?.status == 410)
    }

    @Test("10,000 visits of scanners change nothing")
    func scanners() async throws {
        let paths = [
            site.path(.unsubscribe), site.path(.frequency), site.path(.preferences),
            site.path(.confirm, 2, email: "joris@example.nl"),
            site.path("unsubscribe-event-reminder"),
        ]
        let before = try site.contents()
        let (port, failures) = (site.port, Failures())
        try await HTTPExchange.apart {
            DispatchQueue.concurrentPerform(iterations: 2) { lane in
                for round in 0..<5_000 {
                    let method = round % 2 == 0 ? "GET" : "HEAD"
                    let reply = HTTPExchange.request(
                        method, paths[(round + lane) % paths.count], port: port)
                    if reply?.status != 200 || (method == "HEAD") != reply?.body.isEmpty {
                        failures.add()
                    }
                }
            }
        }
        #expect(failures.count == 0)
        #expect(try site.contents() == before)
    }
}

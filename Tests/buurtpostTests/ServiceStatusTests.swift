import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Model
import Testing

@testable import buurtpost

@Suite("The status line")
struct ServiceStatusTests {
    static let now = Date.at("2026-03-25T09:00:00+01:00")

    static let lines: [(status: ServiceStatus, text: String)] = [
        (ServiceStatus(waiting: 0), "no letters waiting"),
        (ServiceStatus(waiting: 1), "1 letter waiting"),
        (ServiceStatus(waiting: 99_999), "99999 letters waiting"),
        (ServiceStatus(waiting: 100_000), "100000 letters waiting or more"),
        (ServiceStatus(), "the database cannot be read"),
        (
            ServiceStatus(waiting: 12, next: .at("2026-03-25T09:30:00+01:00")),
            "12 letters waiting, next letter 09:30"
        ),
        (
            ServiceStatus(waiting: 0, next: .at("2026-03-25T23:30:00Z")),
            "no letters waiting, next letter 2026-03-26 00:30"
        ),
        (
            ServiceStatus(
                waiting: 12, next: .at("2026-03-25T10:00:00+01:00"),
                closed: [
                    ClosedQueue(name: "digest", since: .at("2026-03-24T08:10:00+01:00")),
                    ClosedQueue(name: "mail", since: .at("2026-03-25T08:10:00+01:00")),
                ], notice: "reload failed"),
            "reload failed, 12 letters waiting, queue digest closed since 2026-03-24 08:10, relay away since 08:10, next letter 10:00"
        ),
    ]

    @Test("it has counts and the times of the platform's clock", arguments: lines)
    func text(_ line: (status: ServiceStatus, text: String)) {
        #expect(line.status.text(now: Self.now, in: .amsterdam) == line.text)
    }

    @Test("it counts the letters that are due and finds the next")
    func counts() throws {
        let folder = TemporaryFolder()
        let file = try DatabaseFile(path: folder.path("a.db"), migrator: Schema.migrator)
        try file.writer.write { db in
            for (minutes, queue) in [
                (-5, "mail"), (0, "mail"), (7, "mail"), (9, "mail"), (1, "digest"),
            ] {
                try db.execute(
                    sql:
                        "INSERT INTO job (kind, queue, state, max_attempts, scheduled_at) VALUES ('letter', ?, 'scheduled', 3, ?)",
                    arguments: [
                        queue, Self.now.addingTimeInterval(60 * Double(minutes)).unixMilliseconds,
                    ])
            }
        }
        let status = try ServiceStatusReader(file).status(now: Self.now, closed: [], notice: nil)
        #expect(status == ServiceStatus(waiting: 2, next: Self.now.addingTimeInterval(420)))
    }
}

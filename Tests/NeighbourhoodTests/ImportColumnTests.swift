import Foundation
import GRDB
import Model
import Testing

@testable import Neighbourhood

@Suite("Columns of the exchange folder")
struct ImportColumnTests {
    private static let tables = [
        ResidentImport.table, OrganisationImport.table, PostImport.table, PollImport.table,
    ]

    private func column(_ name: String) throws -> ImportColumn {
        let parts = name.split(separator: ".").map(String.init)
        let table = try #require(Self.tables.first { $0.table == parts[0] })
        return try #require(table.columns.first { $0.name == parts[1] })
    }

    static let goodCases: [(String, String, DatabaseValue)] = [
        ("resident.given_name", "  Jan \t\n Piet ", "Jan Piet".databaseValue),
        ("resident.email", " Jan@Example.NL ", "Jan@example.nl".databaseValue),
        ("resident.email", " ", .null),
        ("resident.language", "en", "en".databaseValue),
        ("resident.language", "", .null),
        ("resident.latitude", "51.83", 51.83.databaseValue),
        ("resident.latitude", "-90", (-90.0).databaseValue),
        ("resident.longitude", "180", 180.0.databaseValue),
        ("resident.interests", "muziek| koken ||muziek", "muziek|koken".databaseValue),
        ("resident.availability", "mo-morning|su-evening", "mo-morning|su-evening".databaseValue),
        ("resident.helper", "yes", 1.databaseValue),
        ("resident.helper", "", 0.databaseValue),
        ("resident.max_distance_m", "0", 0.databaseValue),
        ("resident.max_distance_m", "", .null),
        ("resident.vog_seen_on", "2024-02-29", "2024-02-29".databaseValue),
        ("resident.digest", "", "daily".databaseValue),
        ("resident.digest_time", "6:30", 390.databaseValue),
        ("resident.digest_time", "23:59", 1439.databaseValue),
        ("resident.digest_time", "", 390.databaseValue),
        ("resident.digest_day", "su", 7.databaseValue),
        ("resident.digest_day", "", 1.databaseValue),
        ("resident.reminder_hours", "2| 24|2", "24|2".databaseValue),
        ("resident.joined_at", "2026-03-25T06:30:00+01:00", 1_774_416_600_000.databaseValue),
        ("organisation.opening_hours", "ma 9-17\r\ndi 9-17 ", "ma 9-17\ndi 9-17".databaseValue),
        (
            "organisation.url", "HTTPS://o.example.nl:8443/a?b=1#c",
            "HTTPS://o.example.nl:8443/a?b=1#c".databaseValue
        ),
        ("organisation.views", "", 0.databaseValue),
        ("organisation.parent", " een/id: met @ alles ", "een/id: met @ alles".databaseValue),
        ("post.published_at", "", 77.databaseValue),
        ("poll.options", "ja|nee", "ja|nee".databaseValue),
    ]

    @Test("a cell becomes the value of its column", arguments: goodCases)
    func good(name: String, cell: String, value: DatabaseValue) throws {
        #expect(try column(name).read(cell, now: 77) == value)
    }

    static let badCases: [(String, String, String)] = [
        ("resident.given_name", String(repeating: "x", count: 101), "longer than 100"),
        ("resident.given_name", "a\u{7}b", "control character"),
        ("resident.email", "geen-adres", "no e-mail address"),
        ("resident.language", "de", "is none of nl, en"),
        ("resident.latitude", "51,83", "comma"),
        ("resident.latitude", "90.1", "from -90 to 90"),
        ("resident.latitude", "nan", "from -90 to 90"),
        ("resident.latitude", "1e1", "from -90 to 90"),
        ("resident.latitude", "0x1p3", "from -90 to 90"),
        ("resident.longitude", "-181", "from -180 to 180"),
        ("resident.availability", "mo-mroning", "did you mean mo-morning?"),
        ("resident.helper", "ja", "neither yes nor no"),
        ("resident.max_distance_m", "-1", "from 0"),
        ("resident.max_distance_m", "1.5", "whole number"),
        ("resident.max_distance_m", "99999999999999999999", "whole number"),
        ("resident.vog_seen_on", "2025-02-29", "no day"),
        ("resident.digest", "dayly", "did you mean daily?"),
        ("resident.digest", "Daily", "did you mean daily?"),
        ("resident.digest", "xyzzyx", "is none of daily, weekly, none"),
        ("resident.digest_time", "24:00", "no time of day"),
        ("resident.digest_time", "half zeven", "no time of day"),
        ("resident.digest_day", "zo", "mo, tu, we"),
        ("resident.reminder_hours", "24|0", "list of hours"),
        ("resident.reminder_hours", "24,2", "list of hours"),
        ("resident.joined_at", "2026-03-24", "no time with an offset"),
        ("resident.joined_at", "1970-01-21T12:00:00Z", "before 1974"),
        ("organisation.url", "javascript:alert(1)", "no web address"),
        ("organisation.url", "ftp://o.example.nl/", "no web address"),
        ("organisation.url", "https://?x", "no web address"),
        ("organisation.url", "https:///pad", "no web address"),
        ("organisation.url", "https://jan@example.nl/", "no web address"),
        ("organisation.url", "https://a b/", "no web address"),
        ("organisation.url", "https://a\nb/", "no web address"),
        ("organisation.views", "veel", "whole number"),
        ("post.status", "deleted", "visible, removed"),
        ("post.kind", "storey", "did you mean story?"),
    ]

    @Test("a bad cell says what is wrong and not what it holds", arguments: badCases)
    func bad(name: String, cell: String, reason: String) throws {
        let column = try column(name)
        let error = #expect(throws: BadCell.self) { try column.read(cell, now: 0) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
        #expect(error?.reason.contains(cell) == false)
    }

    @Test("what an empty cell means is the table's own default")
    func defaults() throws {
        let bench = try ImportBench()
        for table in Self.tables {
            let defaults = try bench.database.read { db in
                try db.columns(in: table.table).reduce(into: [:]) { $0[$1.name] = $1 }
            }
            for column in table.columns {
                let stored = try #require(defaults[column.databaseColumn], "\(column.name)")
                guard case .means(let value) = column.whenEmpty else { continue }
                let text = value.isNull ? nil : value.description
                #expect(
                    stored.defaultValueSQL?.trimmingQuotes() == text?.trimmingQuotes(),
                    "\(column.name)")
            }
        }
    }

    @Test("every column of the tables but our own comes from the file")
    func complete() throws {
        let bench = try ImportBench()
        for table in Self.tables {
            let names = try bench.database.read { try $0.columns(in: table.table).map(\.name) }
            let filled = Set(table.columns.map(\.databaseColumn) + table.key)
            #expect(Set(names).subtracting(filled).isSubset(of: ["id", "news_revision"]))
        }
    }

    static let times: [(String, Int64?)] = [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-03-25t06:30:00z", 1_774_420_200_000),
        ("2026-03-25 06:30:00+01:00", 1_774_416_600_000),
        ("2026-03-25T06:30:00.1+01:00", 1_774_416_600_100),
        ("2026-03-25T06:30:00.123456789Z", 1_774_420_200_123),
        ("2026-03-24T22:30:00-07:00", 1_774_416_600_000),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2026-02-30T00:00:00Z", nil),
        ("2026-03-25T24:00:00Z", nil),
        ("2026-03-25T06:60:00Z", nil),
        ("2026-03-25T06:30Z", nil),
        ("2026-03-25T06:30:00", nil),
        ("2026-03-25T06:30:00.Z", nil),
        ("2026-03-25T06:30:00+1:00", nil),
        ("2026-03-25T06:30:00Zx", nil),
        ("26-03-25T06:30:00Z", nil),
        ("", nil),
    ]

    @Test("times are read as RFC 3339 writes them and no other way", arguments: times)
    func time(text: String, milliseconds: Int64?) {
        #expect(RFC3339Time(text)?.milliseconds == milliseconds)
    }
}

extension String {
    fileprivate func trimmingQuotes() -> String {
        trimmingCharacters(in: ["'", "\""])
    }
}

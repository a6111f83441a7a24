import Foundation
import GRDB
import Testing

@testable import Neighbourhood

@Suite("Importer")
struct ImporterTests {
    private static let residents = """
        id,given_name,email,digest,digest_time
        1,Jan,jan@example.nl,daily,06:30
        2,Els,els@example.nl,weekly,07:00

        """

    @Test("the first run adds, the second finds everything the same")
    func idempotent() throws {
        let bench = try ImportBench(["residents.csv": Self.residents])
        #expect(try bench.report(of: "residents.csv")?.added == 2)
        let before = try bench.contents()
        let second = try #require(try bench.report(of: "residents.csv"))
        #expect((second.added, second.changed, second.same) == (0, 0, 2))
        #expect(try bench.contents() == before)
    }

    @Test("a file that says nothing new is read without a transaction that writes")
    func unchangedWritesNothing() throws {
        let bench = try ImportBench(["residents.csv": Self.residents])
        try bench.run()
        let fuse = Fuse()
        _ = try bench.importer(pause: { _ in try fuse.burn() }).run(folder: bench.folder)
        #expect(fuse.count == 0)
    }

    @Test("what a reader changed here stays until the platform changes that same column")
    func changedHereStays() throws {
        let bench = try ImportBench(["residents.csv": Self.residents])
        try bench.run()
        try bench.execute("UPDATE resident SET digest = 'none', digest_minute = 480")
        try bench.write(
            Self.residents.replacingOccurrences(of: "Jan", with: "Johan"), to: "residents.csv")
        #expect(try bench.report(of: "residents.csv")?.changed == 1)
        let kept =
            "SELECT given_name || digest || digest_minute FROM resident WHERE external_id = '1'"
        #expect(try bench.value(kept) == "Johannone480")

        try bench.write(
            Self.residents.replacingOccurrences(of: "daily", with: "weekly"), to: "residents.csv")
        try bench.run()
        #expect(try bench.value(kept) == "Janweekly480")
    }

    @Test("the same value in other words is no news")
    func sameValueOtherWords() throws {
        let bench = try ImportBench(["residents.csv": Self.residents])
        try bench.run()
        try bench.execute("UPDATE resident SET digest_minute = 480")
        try bench.write(
            Self.residents.replacingOccurrences(of: "06:30", with: " 6:30"), to: "residents.csv")
        let report = try #require(try bench.report(of: "residents.csv"))
        #expect((report.changed, report.same) == (0, 2))
        #expect(try bench.value("SELECT min(digest_minute) FROM resident") == 480)
    }

    @Test("a row or column that is missing changes nothing; an empty cell means the default")
    func missing() throws {
        let bench = try ImportBench(["residents.csv": Self.residents])
        try bench.run()
        try bench.write("id,digest_time\n2,\n", to: "residents.csv")
        #expect(try bench.report(of: "residents.csv")?.changed == 1)
        #expect(try bench.dump("resident").count == 2)
        #expect(
            try bench.value("SELECT email FROM resident WHERE external_id = '2'")
                == "els@example.nl")
        #expect(
            try bench.value("SELECT digest_minute FROM resident WHERE external_id = '2'") == 390)
        // The columns that were missing in between are still remembered.
        try bench.execute("UPDATE resident SET digest = 'none'")
        try bench.write(Self.residents, to: "residents.csv")
        try bench.run()
        #expect(try bench.value("SELECT count(*) FROM resident WHERE digest = 'none'") == 2)
    }

    @Test("a row that is already there takes what the file says the first time")
    func rowFromElsewhere() throws {
        let bench = try ImportBench(["residents.csv": Self.residents])
        try bench.execute("INSERT INTO resident (external_id, phone) VALUES ('1', '0183-000000')")
        let report = try #require(try bench.report(of: "residents.csv"))
        #expect((report.added, report.changed) == (1, 1))
        #expect(
            try bench.value("SELECT phone || email FROM resident WHERE external_id = '1'")
                == "0183-000000jan@example.nl")
    }

    @Test(
        "a row that was deleted here comes back whole when the platform changes it, and only then")
    func deletedHere() throws {
        let bench = try ImportBench(["residents.csv": Self.residents])
        try bench.run()
        try bench.execute("DELETE FROM resident WHERE external_id = '1'")
        try bench.run()
        #expect(try bench.dump("resident").count == 1)
        try bench.write("id,given_name\n1,Johan\n", to: "residents.csv")
        #expect(try bench.report(of: "residents.csv")?.added == 1)
        #expect(
            try bench.value("SELECT email FROM resident WHERE given_name = 'Johan'")
                == "jan@example.nl")
    }

    static let refusals: [(String, String, Int, Int, String)] = [
        ("residents.csv", "id,email\n1,jan\n", 2, 3, "email is no e-mail address"),
        ("residents.csv", "id,phone,digest\n1,x,dayly\n", 2, 5, "digest is none of"),
        ("residents.csv", "id,phone,digest\n1,\"x\ny\",dayly\n", 3, 4, "digest is none of"),
        ("residents.csv", "id,phone\n,x\n", 2, 1, "id is empty"),
        ("residents.csv", "phone,id\nx,a\u{1}b\n", 2, 3, "id holds a control character"),
        (
            "residents.csv", "id,phone\n\(String(repeating: "i", count: 256)),x\n", 2, 1,
            "id is longer"
        ),
        ("residents.csv", "id,phone\n8,x\n8,y\n", 3, 1, "on line 2 already"),
        ("residents.csv", "id,latitude\n8,51.8\n", 2, 1, "latitude and longitude come together"),
        (
            "polls.csv",
            "id,opens_at,closes_at\n8,2026-03-25T06:30:00Z,2026-03-25T06:30:00Z\n", 2, 1,
            "closes_at is later than opens_at"
        ),
    ]

    @Test(
        "a bad row is refused with line, column and reason; the good ones go in",
        arguments: refusals)
    func refused(file: String, text: String, line: Int, column: Int, reason: String) throws {
        let columns = text.prefix { $0 != "\n" }.split(separator: ",").map(String.init)
        let goodRow = columns.map { $0 == "id" ? "good" : "" }.joined(separator: ",")
        let bench = try ImportBench([file: text + goodRow + "\n"])
        let report = try #require(try bench.report(of: file))
        #expect(report.refusedCount == 1)
        let refusal = try #require(report.refused.first)
        #expect((refusal.line, refusal.column) == (line, column), "\(refusal)")
        #expect(refusal.reason.contains(reason), "\(refusal)")
        #expect(report.added >= 1)
        #expect(try bench.value("SELECT count(*) FROM import_memory WHERE id = 'good'") == 1)
    }

    @Test("a refused change leaves the row and what is remembered of it as they were")
    func refusedChange() throws {
        let bench = try ImportBench(["residents.csv": Self.residents])
        try bench.run()
        let before = try bench.contents()
        try bench.write("id,given_name,digest\n1,Johan,dayly\n", to: "residents.csv")
        #expect(try bench.report(of: "residents.csv")?.refusedCount == 1)
        #expect(try bench.contents() == before)
    }

    @Test("no refusal and no unknown name shows a cell of the file")
    func nothingShown() throws {
        let bench = try ImportBench([
            "residents.csv": """
            id,email,digest,geheim@example.nl
            1,geheim,geheim,geheim
            geheim,geheim@example.nl,"geheim" geheim,x
            ,geheim@example.nl,daily,x

            """,
            "geheim@example.nl.csv": "",
        ])
        let report = try bench.run()
        #expect(report.hasRefusals)
        #expect(!String(describing: report).contains("geheim"))
    }

    @Test("unknown columns and files are reported with what was probably meant")
    func unknown() throws {
        let bench = try ImportBench([
            "residents.csv": "id,e-mail,emial\n1,x,y\n", "post.csv": "id\n", ".hidden": "",
        ])
        let report = try bench.run()
        #expect(report.files.first?.unknownColumns.map(\.nearest) == ["email", "email"])
        #expect(report.unknownFiles.map(\.name) == ["post.csv"])
        #expect(report.unknownFiles.map(\.nearest) == ["posts.csv"])
    }

    @Test("a folder or file that cannot be read is said, not waited for")
    func unreadable() throws {
        let bench = try ImportBench(["posts.csv": "id\n1\n"])
        let residents = bench.folder.appendingPathComponent("residents.csv").path
        try #require(mkfifo(residents, 0o600) == 0)
        try FileManager.default.createDirectory(
            at: bench.folder.appendingPathComponent("polls.csv"), withIntermediateDirectories: false
        )
        let report = try bench.run()
        #expect(report.files.map(\.refusedCount) == [1, 0, 1])
        #expect(report.files.map(\.added) == [0, 1, 0])
        #expect(throws: ImportError.noFolder(reason: "does not exist")) {
            try bench.importer().run(folder: bench.folder.appendingPathComponent("none"))
        }
        #expect(throws: ImportError.noFolder(reason: "is a file")) {
            try bench.importer().run(folder: bench.folder.appendingPathComponent("posts.csv"))
        }
    }

    @Test("a file that is wrong in every line is counted to its end and kept in part")
    func manyRefusals() throws {
        let rows = (1...1500).map { "\($0),dayly" }.joined(separator: "\n")
        let bench = try ImportBench(["residents.csv": "id,digest\n" + rows])
        let report = try #require(try bench.report(of: "residents.csv"))
        #expect((report.refusedCount, report.refused.count) == (1500, 1000))
    }

    @Test("refusals come in the order of the file")
    func refusalOrder() throws {
        let bench = try ImportBench([
            "residents.csv": "id,digest\n1,wrong\n2\n3,wrong\n1,daily\n4,\"x\n5,wrong\n"
        ])
        #expect(try bench.report(of: "residents.csv")?.refused.map(\.line) == [2, 3, 4, 5, 6, 7])
    }

    @Test("slices hold no more rows than they may, and a pause of 2 ms or more follows each")
    func slices() throws {
        let rows = (1...10).map(String.init).joined(separator: "\n")
        let bench = try ImportBench(["residents.csv": "id\n" + rows])
        let fuse = Fuse()
        let slice = ImportSlice(rows: 3, time: .seconds(3600))
        let importer = bench.importer(slice: slice) { pause in
            #expect(pause >= .milliseconds(2))
            try fuse.burn()
        }
        _ = try importer.run(folder: bench.folder)
        // 3 + 3 + 3 + 1 rows, and the mark that the first load is complete.
        #expect(fuse.count == 5)
        #expect(ImportSlice.pause(afterCommit: .milliseconds(7)) == .milliseconds(14))
    }

    @Test("a slice whose time is over ends after one row")
    func sliceTime() throws {
        let bench = try ImportBench(["residents.csv": "id\n1\n2\n3\n"])
        let fuse = Fuse()
        let importer = bench.importer(slice: ImportSlice(time: .zero)) { _ in try fuse.burn() }
        _ = try importer.run(folder: bench.folder)
        #expect(fuse.count == 4)
    }

    @Test("an event's row goes in under UID and RECURRENCE-ID")
    func events() throws {
        let columns = [
            "uid": "a@x", "recurrence_id": "", "summary": "Koffie", "starts_at": "1774416600000",
            "ends_at": "1774420200000", "recurs": "1", "ics": "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        ]
        let readings: [RowReading] = [
            .row(ImportRow(id: "a@x", line: 1, columns: columns)),
            .row(
                ImportRow(
                    id: "a@x\u{1F}20260401T100000", line: 9,
                    columns: columns.merging(["status": "cancelled"]) { $1 })),
            .row(ImportRow(id: "b@x", line: 20, columns: ["summary": "Zonder tijd"])),
        ]
        let bench = try ImportBench(["events.ics": ""])
        let table = EventImport.table { _ in ListedRows(readings: readings) }
        let report = try bench.importer(tables: [table]).run(folder: bench.folder)
        #expect(report.files.first?.added == 2)
        #expect(report.files.first?.refused.map(\.line) == [20])
        #expect(try bench.value("SELECT ics FROM event WHERE recurrence_id = ''") == columns["ics"])
        #expect(
            try bench.value("SELECT status FROM event WHERE recurrence_id <> ''") == "cancelled")
        let again = try bench.importer(tables: [table]).run(folder: bench.folder)
        #expect(again.files.first?.same == 2)
    }
}

/// Rows from memory.
private struct ListedRows: RowSource {
    var readings: [RowReading]

    mutating func next() throws -> RowReading? {
        readings.isEmpty ? nil : readings.removeFirst()
    }
}

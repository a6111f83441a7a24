import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Testing

@testable import Neighbourhood

@Suite("Importing again, in pieces and in any order")
struct ImportRepeatTests {
    private static let files = [
        "residents.csv": "id,given_name,digest\n1,Jan,daily\n2,Els,bad\n3,Ria,none\n4,Bo,weekly\n",
        "organisations.csv": "id,name\no1,Koor\no2,Buurthuis\no3,Bibliotheek\n",
        "posts.csv": "id,author,title,published_at\np1,1,Hoi,2026-03-24T10:00:00Z\np2,9,Dag,\n",
        "polls.csv": "id,question\nq1,Waar?\n",
    ]

    @Test("a run that is killed between any two slices and repeated ends as one that was not")
    func killed() throws {
        let whole = try ImportBench(Self.files)
        let fuse = Fuse()
        let slice = ImportSlice(rows: 1, time: .seconds(3600))
        _ = try whole.importer(slice: slice) { _ in try fuse.burn() }.run(folder: whole.folder)
        #expect(fuse.count > 10)
        for kill in 0..<fuse.count {
            let bench = try ImportBench(Self.files)
            let short = Fuse(after: kill)
            let importer = bench.importer(slice: slice) { _ in try short.burn() }
            #expect(throws: Fuse.Blown.self) { try importer.run(folder: bench.folder) }
            try bench.run()
            #expect(try bench.contents() == whole.contents(), "killed after \(kill)")
            let revisions = try bench.dump("organisation") + bench.dump("post")
            let expected = try whole.dump("organisation") + whole.dump("post")
            #expect(revisions == expected, "killed after \(kill)")
        }
    }

    @Test("any subsets of the files in any order come to the same end", arguments: UInt64(1)...20)
    func subsets(seed: UInt64) throws {
        let whole = try ImportBench(Self.files)
        try whole.run()
        var random = SplitMix64(seed: seed)
        let bench = try ImportBench()
        var missing = Set(Self.files.keys)
        while !missing.isEmpty {
            for name in Self.files.keys.sorted() where random.chance(percent: 40) {
                try bench.write(Self.files[name]!, to: name)
                missing.remove(name)
            }
            try bench.run()
            for name in Self.files.keys { try? bench.remove(name) }
        }
        #expect(try bench.contents() == whole.contents())
    }

    @Test("a dry run reports what the run does, and writes nothing", arguments: UInt64(1)...10)
    func dryRun(seed: UInt64) throws {
        let bench = try ImportBench()
        var random = SplitMix64(seed: seed)
        for _ in 1...4 {
            try bench.write(Self.residents(&random), to: "residents.csv")
            let before = try bench.contents()
            let slice = ImportSlice(rows: random.number(1...7), time: .seconds(3600))
            let importer = bench.importer(slice: slice)
            let dry = try importer.run(folder: bench.folder, dryRun: true)
            #expect(try bench.contents() == before)
            #expect(try importer.run(folder: bench.folder) == dry)
        }
    }

    /// Few ids and few values, so that rows repeat, change, clash and are refused.
    private static func residents(_ random: inout SplitMix64) -> String {
        let rows = (0..<random.number(1...20)).map { _ in
            let digest = random.pick(["daily", "weekly", "none", "", "wrong"])
            let latitude = random.pick(["", "51.8"])
            return "\(random.number(1...12)),\(digest),\(latitude),\(random.pick(["", "4.9"]))"
        }
        return (["id,digest,latitude,longitude"] + rows).joined(separator: "\n")
    }
}

@Suite("Sample town")
struct ImportSampleTownTests {
    private static let town = SampleTown(
        residents: 300, seed: 7, morning: LocalDate(year: 2026, month: 3, day: 25))

    @Test("the town goes in without a refusal, and again without a change")
    func goesIn() throws {
        let bench = try ImportBench()
        try Self.town.write(to: bench.folder)
        let report = try bench.run()
        #expect(!report.hasRefusals, "\(report.files.flatMap(\.refused).prefix(3))")
        let added = report.files.map(\.added)
        #expect(added.prefix(5) == [300, 500, 60, 80, 4])
        // Who registers was drawn twice for one event stands there once.
        #expect(added.count == 7 && (140...150).contains(added[5]) && added[6] == 40)
        #expect(report.files.allSatisfy { $0.unknownColumns.isEmpty })
        #expect(try bench.run().files.allSatisfy { $0.same == $0.taken })
        let (resident, news, polls) = try bench.database.read { db in
            (
                try Resident.find(externalID: "r7", in: db),
                try Organisation.news(after: 0, through: .max, in: db),
                try Poll.open(at: Int64(ImportBench.now.timeIntervalSince1970 * 1000), in: db)
            )
        }
        #expect(resident?.role == .steward)
        #expect(news.isEmpty)
        #expect(polls.map(\.externalID) == ["q1", "q2"])
    }

    @Test("the town's morning has events, and the agenda finds them in the table")
    func morningEvents() throws {
        let bench = try ImportBench()
        try Self.town.write(to: bench.folder)
        try bench.run()
        let calendar = SampleTown.calendar
        let start = calendar.startOfDay(Self.town.morning)
        let today = try bench.database.read { db in
            try Agenda.occurrences(
                in: db, from: start, to: start.addingTimeInterval(86_400), calendar: calendar)
        }
        #expect(Set(today.map(\.uid)).isSuperset(of: ["ev0@example.nl", "ev1@example.nl"]))
    }

    @Test("the same seed makes the same town, another seed another")
    func seeded() throws {
        let names = ["residents.csv", "organisations.csv", "posts.csv", "events.ics", "polls.csv"]
        func octets(_ town: SampleTown) throws -> [Data] {
            let bench = try ImportBench()
            try town.write(to: bench.folder)
            return try names.map { try Data(contentsOf: bench.folder.appendingPathComponent($0)) }
        }
        var other = SampleTown(residents: 300, seed: 8, morning: Self.town.morning)
        #expect(try octets(Self.town) == octets(Self.town))
        #expect(try octets(Self.town)[0...3] != octets(other)[0...3])
        other.posts = 61
        #expect(try octets(other)[0].isEmpty == false)
    }

    @Test("all addresses of the town lie in reserved domains")
    func reserved() throws {
        let bench = try ImportBench()
        try Self.town.write(to: bench.folder)
        try bench.run()
        let foreign = """
            SELECT count(*) FROM (SELECT email FROM resident UNION ALL SELECT email FROM organisation)
            WHERE email NOT LIKE '%example.nl' AND email NOT LIKE '%.invalid'
            """
        #expect(try bench.value(foreign) == 0)
    }
}

import GRDB
import Links
import Testing

@testable import Neighbourhood

@Suite("News and erased persons at the import")
struct ImportNewsTests {
    @Test("posts get a rising revision when they are visible for the first time, and keep it")
    func posts() throws {
        let bench = try ImportBench(["posts.csv": "id,status\na,visible\nb,removed\nc,\n"])
        try bench.run()
        let revisions =
            "SELECT group_concat(external_id || ifnull(news_revision, '-'), ' ') FROM post"
        #expect(try bench.value(revisions) == "a1 b- c2")
        try bench.write("id,status\na,removed\nb,visible\nc,\n", to: "posts.csv")
        try bench.run()
        #expect(try bench.value(revisions) == "a1 b3 c2")
        try bench.write("id,status,title\na,visible,x\nb,visible,x\nc,,x\n", to: "posts.csv")
        try bench.run()
        #expect(try bench.value(revisions) == "a1 b3 c2")
        let (news, current) = try bench.database.read { db in
            (try Post.news(after: 1, through: 3, in: db), try NewsRevision.current(db))
        }
        #expect(news.map(\.externalID) == ["c", "b"])
        #expect(current == 3)
    }

    @Test("the first load of the map is no news, what comes later is")
    func firstLoad() throws {
        let bench = try ImportBench(["organisations.csv": "id,status\na,visible\nb,hidden\n"])
        try bench.run()
        try bench.write("id,status\na,hidden\nb,visible\nc,visible\n", to: "organisations.csv")
        try bench.run()
        try bench.write("id,status\na,visible\n", to: "organisations.csv")
        try bench.run()
        let news = try bench.database.read { try Organisation.news(after: 0, through: 99, in: $0) }
        #expect(news.map(\.externalID) == ["b", "c"])
    }

    @Test("a first load that was broken off is still the first load when it is run again")
    func brokenFirstLoad() throws {
        let bench = try ImportBench(["organisations.csv": "id\na\nb\nc\nd\n"])
        let fuse = Fuse(after: 1)
        let importer = bench.importer(slice: ImportSlice(rows: 2, time: .seconds(3600))) { _ in
            try fuse.burn()
        }
        #expect(throws: Fuse.Blown.self) { try importer.run(folder: bench.folder) }
        try bench.run()
        #expect(try bench.value("SELECT count(*) FROM organisation WHERE news_revision = 0") == 4)
        #expect(try bench.database.read { try NewsRevision.current($0) } == 0)
    }

    @Test("a file of which no row was taken has not been loaded")
    func emptyFirstLoad() throws {
        let bench = try ImportBench(["organisations.csv": "id,status\n"])
        try bench.run()
        try bench.write("id,status\na,wrong\n", to: "organisations.csv")
        try bench.run()
        try bench.write("id,status\na,visible\n", to: "organisations.csv")
        try bench.run()
        #expect(try bench.value("SELECT news_revision FROM organisation") == 0)
    }

    @Test("a row that anybody else makes visible is news too")
    func fromElsewhere() throws {
        let bench = try ImportBench()
        try bench.execute("INSERT INTO organisation (external_id, status) VALUES ('a', 'hidden')")
        try bench.execute(
            "INSERT INTO post (external_id, published_at) VALUES ('p', 1774416600000)")
        try bench.execute("UPDATE organisation SET status = 'visible'")
        #expect(try bench.value("SELECT news_revision FROM post") == 1)
        #expect(try bench.value("SELECT news_revision FROM organisation") == 2)
    }

    @Test("an erased person is refused wherever a file names them, and the others go in")
    func erased() throws {
        let files = [
            "residents.csv": "id,given_name\n1,Jan\n2,Els\n",
            "organisations.csv": "id,manager\no1,1\no2,2\n", "posts.csv": "id,author\np1,1\np2,2\n",
        ]
        let bench = try ImportBench(["residents.csv": files["residents.csv"]!])
        try bench.run()
        try bench.database.write { db in
            try ErasedPerson.record(externalID: "1", key: ImportBench.key, at: 5, in: db)
            try ErasedPerson.record(externalID: "1", key: ImportBench.key, at: 6, in: db)
            try db.execute(sql: "DELETE FROM resident WHERE external_id = '1'")
        }
        for (name, text) in files { try bench.write(text, to: name) }
        let report = try bench.run()
        #expect(report.files.map(\.refusedCount) == [1, 1, 1])
        #expect(report.files.map(\.taken) == [1, 1, 1])
        #expect(report.files[2].refused.first?.column == 4)
        #expect(try bench.dump("erased_person").count == 1)
        #expect(try bench.value("SELECT erased_at FROM erased_person") == 5)
        #expect(!(try bench.contents()).contains { $0.contains("Jan") })
    }

    @Test("only the key that hashed an erased person knows them")
    func erasureKey() throws {
        let bench = try ImportBench()
        let other = try #require(SecretKey(octets: Array(2...33)))
        try bench.database.write { db in
            try ErasedPerson.record(externalID: "1", key: ImportBench.key, at: 5, in: db)
            #expect(try ErasedPerson.contains(externalID: "1", key: ImportBench.key, in: db))
            #expect(try !ErasedPerson.contains(externalID: "1", key: other, in: db))
            #expect(try !ErasedPerson.contains(externalID: "2", key: ImportBench.key, in: db))
        }
    }
}

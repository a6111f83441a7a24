import Testing

@testable import Neighbourhood

@Suite("CSV file as rows")
struct CSVRowSourceTests {
    private func source(_ text: String) -> CSVRowSource {
        CSVRowSource(.octets(Array(text.utf8)), file: "f.csv", columns: ["name", "text"])
    }

    private func all(_ source: inout CSVRowSource) throws -> [RowReading] {
        var found: [RowReading] = []
        while let reading = try source.next() { found.append(reading) }
        return found
    }

    @Test("a row knows its id, its cells and where they stand")
    func row() throws {
        var source = source("\u{FEFF}name,id,text\n\"a\nb\", 7 ,x\n")
        let row = ImportRow(
            id: "7", line: 2, columns: ["name": "a\nb", "text": "x"],
            positions: ["name": 1, "id": 4, "text": 8], laterLines: ["id": 3, "text": 3])
        #expect(try all(&source) == [.row(row)])
    }

    @Test("columns nobody knows are named once and their cells left out")
    func unknown() throws {
        var source = source("id,nmae,,text\n1,a,b,c\n2,a,b,c\n")
        let rows = try all(&source)
        #expect(source.unknownColumns == ["nmae", ""])
        #expect(rows.count == 2)
        for case .row(let row) in rows { #expect(row.columns == ["text": "c"]) }
    }

    @Test("a header line alone is a file without rows")
    func headerOnly() throws {
        var source = source("id,name\n")
        #expect(try all(&source).isEmpty)
    }

    static let refusedFiles: [(String, Int, Int, String)] = [
        ("", 1, 1, "is empty"),
        ("\n\n", 1, 1, "is empty"),
        ("name,text\n1,2\n", 1, 1, "no column id"),
        ("jan@example.nl,x\n1,2\n", 1, 1, "no column id"),
        ("id;name;text\n1;a;b\n", 1, 3, "semicolons"),
        ("naam;id, of nummer\n", 1, 5, "semicolons"),
        ("\"id\";\"name\"\n", 1, 5, "semicolons"),
        ("id\tname\n", 1, 3, "tabs"),
        ("id,name,id\n", 1, 9, "second time (first at column 1)"),
        ("id,text,name, text\n", 1, 14, "second time (first at column 4)"),
        ("id,\"name\n1,x\n", 1, 4, "not closed"),
    ]

    @Test(
        "a file that cannot be understood is refused once, with the place", arguments: refusedFiles)
    func refusedFile(text: String, line: Int, column: Int, reason: String) throws {
        var source = source(text)
        guard case .refused(let refusal) = try #require(try source.next()) else {
            Issue.record("not refused")
            return
        }
        #expect((refusal.line, refusal.column) == (line, column))
        #expect(refusal.reason.contains(reason), "\(refusal)")
        #expect(!refusal.reason.contains("jan"))
        #expect(try source.next() == nil)
    }

    static let refusedRows: [(String, Int, Int, String)] = [
        ("id,name\n1\n2,b\n", 2, 2, "1 cell where the header has 2"),
        ("id,name\n1,a,c\n2,b\n", 2, 5, "3 cells where the header has 2"),
        ("id,name\n1,\"a\n2,b\n", 2, 3, "not closed"),
        ("id,name\n1,a\"a\n2,b\n", 2, 4, "without quotes"),
        ("id,name\n1,a\0\n2,b\n", 2, 4, "NUL"),
    ]

    @Test("a bad row is refused with the place and the next is read", arguments: refusedRows)
    func refusedRow(text: String, line: Int, column: Int, reason: String) throws {
        var source = source(text)
        let readings = try all(&source)
        guard case .refused(let refusal) = readings.first, case .row(let next) = readings.last
        else {
            Issue.record("\(readings)")
            return
        }
        #expect((refusal.file, refusal.line, refusal.column) == ("f.csv", line, column))
        #expect(refusal.reason.contains(reason), "\(refusal)")
        #expect(next.id == "2")
    }
}

import Testing

@testable import Neighbourhood

@Suite("CSV reader")
struct CSVReaderTests {
    /// Texts of the rows; a fault is shown as `!line:column problem`.
    private func read(
        _ text: String, chunk: Int = 65_536, limits: CSVLimits = CSVLimits()
    ) throws -> [[String]] {
        try read(Array(text.utf8), chunk: chunk, limits: limits)
    }

    private func read(
        _ octets: [UInt8], chunk: Int = 65_536, limits: CSVLimits = CSVLimits()
    ) throws -> [[String]] {
        var reader = CSVReader(.octets(octets, size: chunk), limits: limits)
        var rows: [[String]] = []
        while let result = try reader.next() {
            switch result {
            case .success(let record): rows.append(record.cells.map(\.text))
            case .failure(let fault):
                rows.append(["!\(fault.line):\(fault.column)", "\(fault.problem)"])
            }
        }
        return rows
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let rows: [[String]]
        var testDescription: String { text.debugDescription }
        init(_ text: String, _ rows: [[String]]) {
            self.text = text
            self.rows = rows
        }
    }

    static let goodCases = [
        Case("", []),
        Case("\n\r\n\n", []),
        Case("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        Case("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
        Case("a,b\n1,2\r", [["a", "b"], ["1", "2"]]),
        Case("\u{FEFF}a,b\n", [["a", "b"]]),
        Case(",\n", [["", ""]]),
        Case("a,", [["a", ""]]),
        Case("\"\"\n", [[""]]),
        Case("\"\",\"\"", [["", ""]]),
        Case("\"a,b\",\"c\"\"d\"\"\"\n", [["a,b", "c\"d\""]]),
        Case("\"a\nb\r\nc\",d\n", [["a\nb\r\nc", "d"]]),
        Case("a\n\nb\n", [["a"], ["b"]]),
        Case("é,ü😀\n", [["é", "ü😀"]]),
        Case(" a , b \n", [[" a ", " b "]]),
    ]

    @Test("cells are read as RFC 4180 writes them", arguments: goodCases)
    func good(_ example: Case) throws {
        #expect(try read(example.text) == example.rows)
    }

    static let badCases = [
        Case("a\n1,\"x\n2\n3\n", [["a"], ["!2:3", "unclosedQuote"], ["2"], ["3"]]),
        Case("a\n\"x", [["a"], ["!2:1", "unclosedQuote"]]),
        Case(
            "5,\"abc\n6,\"def\",x\n7,z\n",
            [["!1:3", "unclosedQuote"], ["6", "def", "x"], ["7", "z"]]),
        Case("é,\"x\"y\nb\n", [["!1:6", "textAfterQuote"], ["b"]]),
        Case("ab,c\"d\"\nb\n", [["!1:5", "quoteInPlainCell"], ["b"]]),
        Case("a\rb\rc\nd\n", [["!1:2", "loneCarriageReturn"], ["d"]]),
        Case("a,b\0c\nd\n", [["!1:4", "nul"], ["d"]]),
        Case("\"a\n\0\",x\nd\n", [["!2:1", "nul"], ["d"]]),
        Case("\"id\";\"name\"\nd\n", [["!1:5", "separator(\"semicolons\")"], ["d"]]),
        Case(
            "\"a\nb\",\"c\nd\n", [["!2:4", "unclosedQuote"], ["d"]]),
    ]

    @Test(
        "a broken row is one fault with its place, and the rows after it are read",
        arguments: badCases)
    func bad(_ example: Case) throws {
        #expect(try read(example.text) == example.rows)
    }

    @Test("octets that are not UTF-8 are found at their line and column")
    func notUTF8() throws {
        let latin1 = Array("a,\"é\"\"x\nz".utf8) + [0xE9] + Array("\"\nb,c\n".utf8)
        #expect(try read(latin1) == [["!2:2", "notUTF8"], ["b", "c"]])
        #expect(try read([0x61, 0x22, 0xE9]).count == 1)
        #expect(try read(Array("a,\"é\"\"".utf8) + [0xE9, 0x22]) == [["!1:7", "notUTF8"]])
    }

    @Test("a UTF-16 file says so at once", arguments: [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]])
    func utf16(mark: [UInt8]) throws {
        #expect(try read(mark + [0x61, 0, 0x0A, 0]) == [["!1:1", "utf16"]])
    }

    @Test("limits hold to the octet, and cost the row alone")
    func limits() throws {
        let limits = CSVLimits(cell: 4, row: 12, columns: 3)
        #expect(try read("abcd,a\n", limits: limits) == [["abcd", "a"]])
        #expect(
            try read("abcde,a\nb\n", limits: limits) == [["!1:1", "cellTooLong(limit: 4)"], ["b"]])
        #expect(
            try read("a,b,c,d\nb\n", limits: limits)
                == [["!1:7", "tooManyColumns(limit: 3)"], ["b"]])
        #expect(
            try read("abc,abc,abc\nb\n", limits: limits) == [["abc", "abc", "abc"], ["b"]])
        #expect(
            try read("abc,abc,abcd\nb\n", limits: limits)
                == [["!1:1", "rowTooLong(limit: 12)"], ["b"]])
        #expect(
            try read("\"ab\ncd\nef\ngh\nij\nb\n", limits: limits)
                == [["!1:1", "unclosedQuote"], ["cd"], ["ef"], ["gh"], ["ij"], ["b"]])
    }

    @Test("a line as long as many limits is passed over in pieces")
    func longLine() throws {
        let long = String(repeating: "x", count: 300_000)
        #expect(
            try read("a\n\(long)\nb\n", chunk: 1000)
                == [["a"], ["!2:1", "rowTooLong(limit: 262144)"], ["b"]])
    }

    @Test("the size of the pieces makes no difference", arguments: 1...9)
    func pieces(size: Int) throws {
        for example in Self.goodCases + Self.badCases {
            #expect(try read(example.text, chunk: size) == example.rows, "\(example.text)")
        }
    }

    @Test("a file of odd quotes is read in time that grows with its length only")
    func manyOpenQuotes() throws {
        let text = String(repeating: "a,\"b\n", count: 20_001)
        // Each quote ends the cell before it, and is text behind a quote there.
        #expect(try read(text).allSatisfy { $0[1] == "unclosedQuote" })
    }
}

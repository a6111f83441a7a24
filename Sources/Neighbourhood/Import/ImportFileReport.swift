/// What became of one file.
public struct ImportFileReport: Equatable, Sendable, Codable {
    /// How many refusals a report holds; the others are only counted, so that a file that is wrong in every
    /// line does not fill the memory.
    public static let refusalsKept = 1000

    /// The file's name, such as `residents.csv`.
    public let file: String
    /// Rows that are new here.
    public internal(set) var added = 0
    /// Rows of which the platform says something new.
    public internal(set) var changed = 0
    /// Rows of which the platform says what it said last time.
    public internal(set) var same = 0
    /// Rows that were not taken, and 1 for a file that was not.
    public internal(set) var refusedCount = 0
    /// Why, in the order of the file; the first ``refusalsKept``.
    public internal(set) var refused: [Refusal] = []
    /// Columns that were passed over.
    public internal(set) var unknownColumns: [UnknownName] = []

    init(file: String) { self.file = file }

    /// Rows that were taken.
    public var taken: Int { added + changed + same }

    /// Bad cells are found after broken rows of the same slice.
    mutating func sortRefusals() {
        refused.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    mutating func add(_ refusal: Refusal) {
        refusedCount += 1
        if refused.count < Self.refusalsKept { refused.append(refusal) }
    }
}

import GRDB

/// What one column of a file may say, and where it goes.
///
/// A cell is read to the value of the database column. Why a cell is bad never
/// shows the cell: it may be somebody's address.
struct ImportColumn: Sendable {
    /// The column of the file.
    let name: String
    /// The column of the table.
    let databaseColumn: String
    /// What an empty cell says.
    let whenEmpty: EmptyCell
    /// Whether the spaces around a cell belong to it.
    let isVerbatim: Bool
    private let readText: @Sendable (String) throws(BadCell) -> DatabaseValue

    /// What an empty cell says. A column the file does not have says nothing; a new row then gets the same.
    enum EmptyCell: Equatable, Sendable {
        /// The table's own default, which is this.
        case means(DatabaseValue)
        case timeOfImport
        case isRefused
    }

    /// - Parameters:
    ///   - name: The column of the file.
    ///   - databaseColumn: The column of the table; the default is the file's name for it.
    ///   - whenEmpty: The default is the empty text.
    ///   - isVerbatim: The default is false.
    ///   - read: Reads a text that is not empty; spaces around it are cut off unless it is verbatim.
    init(
        _ name: String, as databaseColumn: String? = nil,
        whenEmpty: EmptyCell = .means("".databaseValue), isVerbatim: Bool = false,
        read: @escaping @Sendable (String) throws(BadCell) -> DatabaseValue
    ) {
        self.name = name
        self.databaseColumn = databaseColumn ?? name
        self.whenEmpty = whenEmpty
        self.isVerbatim = isVerbatim
        readText = read
    }

    /// The value a cell stands for.
    ///
    /// - Parameter now: The time of the import in Unix milliseconds, for ``EmptyCell/timeOfImport``.
    func read(_ cell: String, now: Int64) throws(BadCell) -> DatabaseValue {
        let text = cell.trimmingSpaces()
        guard text.isEmpty else { return try readText(isVerbatim ? cell : text) }
        if whenEmpty == .isRefused { throw BadCell("is empty; every row needs it") }
        return valueWhenAbsent(now: now)
    }
}

extension ImportColumn {
    /// What a new row gets when the file does not have the column; NULL, which the table refuses, when every row
    /// needs it.
    func valueWhenAbsent(now: Int64) -> DatabaseValue {
        switch whenEmpty {
        case .means(let value): value
        case .timeOfImport: now.databaseValue
        case .isRefused: .null
        }
    }
}

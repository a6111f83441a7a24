/// The statements that write a table the import fills.
struct RowSQL: Sendable {
    private let table: String
    private let key: [String]
    /// Key first, then all columns in the order of the table's description. Leaves a row that is there alone.
    let insert: String

    init(_ table: ImportTable) {
        self.table = table.table
        key = table.key
        let columns = (table.key + table.columns.map(\.databaseColumn)).map(Self.quoted)
        insert = """
            INSERT INTO \(table.table) (\(columns.joined(separator: ", ")))
            VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
            ON CONFLICT (\(table.key.joined(separator: ", "))) DO NOTHING
            """
    }

    /// `when` is a word of SQL's own.
    private static func quoted(_ column: String) -> String { "\"\(column)\"" }

    /// The values of the columns first, then the key.
    ///
    /// - Precondition: There is a column.
    func update(_ columns: [String]) -> String {
        """
        UPDATE \(table) SET \(columns.map { "\(Self.quoted($0)) = ?" }.joined(separator: ", "))
        WHERE \(key.map { "\($0) = ?" }.joined(separator: " AND "))
        """
    }
}

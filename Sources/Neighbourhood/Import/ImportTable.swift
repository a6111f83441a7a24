import Foundation

/// A file of the exchange folder and the table it fills: everything the importer has to know about it.
struct ImportTable: Sendable {
    /// The file's name, such as `residents.csv`.
    let file: String
    /// The table's name.
    let table: String
    /// The database columns that hold ``ImportRow/id``. More than one: the id's parts, separated by U+001F,
    /// missing ones being "".
    var key = ["external_id"]
    /// In the order in which the first bad cell of a row is looked for.
    let columns: [ImportColumn]
    /// Columns that hold a resident's id; `id` for the row's own. A row that names an erased person is refused.
    var residentColumns: [String] = []
    /// Whether a row that somebody else has put there is refused instead of taken over. The default is false.
    var leavesOthersRows = false
    /// Opens the file.
    let open: @Sendable (URL) throws -> any RowSource

    /// A table that a CSV file fills.
    ///
    /// - Parameter key: The columns, of the file as of the table, that tell rows apart; none: the column `id` does.
    static func csv(
        _ file: String, fills table: String, key: [String] = [], residentColumns: [String] = [],
        columns: [ImportColumn]
    ) -> ImportTable {
        let names = Set(columns.map(\.name))
        return ImportTable(
            file: file, table: table, key: key.isEmpty ? ["external_id"] : key, columns: columns,
            residentColumns: residentColumns
        ) { try CSVRowSource($0, idColumns: key.isEmpty ? ["id"] : key, columns: names) }
    }

    /// The values of ``key``.
    func keyValues(of id: String) -> [String] {
        let parts = id.split(separator: "\u{1F}", omittingEmptySubsequences: false)
        return key.indices.map { $0 < parts.count ? String(parts[$0]) : "" }
    }

    /// Why this id cannot be one, or nil. Completes "id …".
    func flaw(ofID id: String) -> String? {
        if id.isEmpty || id.first == "\u{1F}" { return "is empty; every row needs one" }
        if id.unicodeScalars.count > 255 * key.count { return "is longer than 255 characters" }
        let visible = key.count == 1 ? id : id.filter { $0 != "\u{1F}" }
        let hasBreaks = visible.contains { $0.isNewline || $0 == "\t" }
        return visible.hasControlCharacters || hasBreaks ? "holds a control character" : nil
    }
}

import GRDB

/// A row whose cells were read.
struct ReadRow {
    let row: ImportRow
    /// The columns that the file has, in the table's order.
    let values: [(column: ImportColumn, value: DatabaseValue)]
    /// What will be remembered.
    let text: String
}

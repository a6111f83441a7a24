import JobQueue

/// A row that another program inserts, which may say any column.
struct ForeignRow {
    /// What it says. `id` is left out.
    var job: ModelJob
    /// What is wrong with it; nil when the table has to take it.
    var fault: Fault?

    /// One column with a value that can never be right.
    struct Fault {
        let column: String
        /// As it stands in the SQL.
        let literal: String
    }

    /// Each breaks one rule of the table, whatever the rest of the row is.
    static let faults: [Fault] = [
        ("kind", "''"), ("kind", "NULL"), ("kind", "hex(zeroblob(40))"),
        ("args", "'[]'"), ("args", "'{'"), ("args", "NULL"), ("args", "x'7b7d'"),
        ("queue", "''"), ("queue", "NULL"), ("queue", "hex(zeroblob(80))"),
        ("state", "'done'"), ("state", "NULL"), ("state", "'Available'"),
        ("priority", "4"), ("priority", "-1"), ("priority", "'high'"), ("priority", "NULL"),
        ("attempt", "-1"), ("attempt", "1000001"),
        ("max_attempts", "0"), ("max_attempts", "1001"),
        ("scheduled_at", "1774414800"), ("scheduled_at", "1774414800000000"),
        ("scheduled_at", "'2026-03-25'"), ("scheduled_at", "NULL"),
        ("expires_at", "0"), ("created_at", "1774414800"), ("created_at", "NULL"),
        ("unique_key", "''"), ("unique_key", "hex(zeroblob(200))"),
        ("errors", "'{}'"), ("errors", "'no'"), ("errors", "NULL"),
        ("result", "'no json'"), ("scheduled_for", "1"), ("tags", "'{}'"),
        ("crashes", "-1"), ("progress", "x'00'"),
    ].map { Fault(column: $0.0, literal: $0.1) }
}

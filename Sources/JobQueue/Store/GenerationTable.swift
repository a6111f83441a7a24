import GRDB

/// The table `generation`: one row, or none before the first start. Lives as long as the transaction it was made in.
struct GenerationTable {
    let db: Database

    init(_ db: Database) {
        self.db = db
    }

    /// What stands there; nil before the first.
    func value() throws -> Generation? {
        try String.fetchOne(db, sql: "SELECT value FROM generation").flatMap(Generation.init(text:))
    }

    /// Puts `generation` in its place.
    func set(_ generation: Generation) throws {
        try db.execute(
            sql: """
                INSERT INTO generation (id, value) VALUES (1, ?)
                ON CONFLICT (id) DO UPDATE SET value = excluded.value
                """, arguments: [generation.text])
    }
}

import GRDB

/// Whether a file was ever read to its end: the table `import_file`.
///
/// The first load of the map is no news. It counts as one load however often it was broken off: what a rerun
/// adds still belongs to it. A file of which no row was ever taken has not been loaded.
struct FirstLoad: Sendable {
    let file: String

    /// To be called in each transaction that writes rows of the file. Changes nothing after the first time.
    func begin(in db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO import_file (file) VALUES (?) ON CONFLICT DO NOTHING"
        ).execute(arguments: [file])
    }

    /// Whether a load has begun and none has come to the file's end.
    func isUnderWay(in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM import_file
                    WHERE file = ? AND first_load_completed_at IS NULL)
                """,
            arguments: [file]) ?? false
    }

    /// The file was read to its end.
    ///
    /// - Parameter at: Unix milliseconds.
    func complete(at: Int64, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE import_file SET first_load_completed_at = ?
                WHERE file = ? AND first_load_completed_at IS NULL
                """,
            arguments: [at, file])
    }
}

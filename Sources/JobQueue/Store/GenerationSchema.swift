public import GRDB

/// The table of ``GenerationTable``.
public enum GenerationSchema {
    /// Adds the migration to `migrator`.
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("jobqueue-6-generation") { db in try db.execute(sql: table) }
    }

    private static let table = """
        CREATE TABLE generation (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            value TEXT NOT NULL CHECK (length(value) = 32 AND value NOT GLOB '*[^0-9a-f]*')
        ) STRICT;
        """
}

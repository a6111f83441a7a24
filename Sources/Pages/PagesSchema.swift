public import GRDB

/// The tables of the pages. Migrations are append-only: what has landed is never edited.
public enum PagesSchema {
    /// Adds the migrations of this module to `migrator`. Each runs in a transaction of its own.
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("pages-1-erasure") { db in try db.execute(sql: Erasure.schema) }
        migrator.registerMigration("pages-desk-1-action") { db in
            try db.execute(sql: DeskAction.schema)
        }
    }
}

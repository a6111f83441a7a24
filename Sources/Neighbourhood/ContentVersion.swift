public import GRDB

/// A number that rises with every change of what letters tell about: events, posts, organisations, polls,
/// help requests, changes of events.
///
/// Triggers count, so no writer can forget it. Who keeps something made of that content compares the number.
public enum ContentVersion {
    /// The number now.
    public static func current(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT version FROM content_version")) ?? 0
    }

    static var schema: String {
        """
        CREATE TABLE content_version (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version INTEGER NOT NULL
        ) STRICT;
        INSERT INTO content_version (id, version) VALUES (1, 0);
        \(triggers(of: ["event", "post", "organisation", "poll"]))
        """
    }

    /// What counts the changes of `tables`.
    static func triggers(of tables: [String]) -> String {
        tables.flatMap { table in
            ["INSERT", "UPDATE", "DELETE"].map { change in
                """
                CREATE TRIGGER content_\(table)_\(change.lowercased()) AFTER \(change) ON \(table) BEGIN
                    UPDATE content_version SET version = version + 1;
                END;
                """
            }
        }.joined(separator: "\n")
    }
}

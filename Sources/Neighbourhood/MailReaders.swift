public import GRDB

/// Who reads a mailbox, as the neighbourhood knows it now.
public enum MailReaders {
    /// The letters' names (`resident/17`, `organisation/4`) of all who have this address, capitals forgiven; in order of
    /// their names. Reads all residents and organisations: for a person who asks, not for each letter.
    public static func recipients(of address: String, in db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT 'resident/' || id AS name FROM resident WHERE lower(email) = lower(:address)
                UNION
                SELECT 'organisation/' || id FROM organisation
                WHERE lower(:address) IN (lower(email), lower(alternate_email))
                ORDER BY name
                """, arguments: ["address": address])
    }
}

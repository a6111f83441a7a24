public import GRDB

/// The counter behind "what is new since": a post or an organisation gets the next revision in the transaction
/// that makes it visible for the first time, and keeps it.
///
/// A reader's watermark is the revision up to which they have been told. Revisions rise in the order of the
/// commits, so a watermark taken inside a transaction can never pass by a row that is committed later, which a
/// watermark of times could.
public enum NewsRevision {
    /// The revision handed out last; 0 when nothing was ever visible.
    public static func current(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT revision FROM news") ?? 0
    }
}

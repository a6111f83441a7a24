public import GRDB

/// A page behind a link in a letter, offered by the feature that owns the link's purpose.
///
/// The server reads the token, keeps forged and expired ones away, calls one of these, and writes
/// the answer as HTML. A feature that offers a page conforms and is handed to the server; nothing
/// else changes.
public protocol ReaderPage: Sendable {
    /// The purpose of the links that lead here. One page for each.
    var purpose: LinkPurpose { get }

    /// What a visitor sees. Scanners come here too, before the reader and again after: the
    /// connection can only read.
    ///
    /// - Throws: `DatabaseError`; the visitor is told that it did not work just now.
    func show(_ visit: PageVisit, in db: Database) throws -> PageAnswer

    /// A button was pressed. Runs in a transaction that is on the disk before the visitor gets the
    /// answer; reads its facts again, for they may have moved since the page was shown.
    ///
    /// Idempotent: a second press, or a reload, gives the answer that is true then and changes
    /// nothing more. What is not in `submission` was not chosen; what is in it may be anything.
    ///
    /// - Throws: `DatabaseError`; then nothing is written.
    func press(_ submission: PageSubmission, _ visit: PageVisit, in db: Database) throws
        -> PageAnswer

    /// Where a new link may be mailed when this one is over; nil, the default, when the reader can
    /// only be told.
    ///
    /// - Parameter visit: Its token is ours and expired.
    func renewal(_ visit: PageVisit, in db: Database) throws -> PageRenewal?
}

extension ReaderPage {
    public func renewal(_ visit: PageVisit, in db: Database) throws -> PageRenewal? { nil }
}

public import Foundation
public import GRDB

/// Removes what has had its time from a table of a feature's own. Its dispatcher calls it every ten minutes, and at each
/// look while it says that there is more.
public protocol TableCleaner: Sendable {
    /// Removes at most 500 rows, inside the transaction of a look.
    ///
    /// - Returns: Whether there may be more.
    func runOnce(_ db: Database, now: Date) throws -> Bool
}

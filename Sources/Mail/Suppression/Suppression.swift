public import Foundation
import GRDB
import Model

/// A row of the table `suppression`.
public struct Suppression: Equatable, Sendable {
    /// The first 12 hexadecimal digits of the address's keyed hash: enough to tell rows apart.
    public let mark: String
    public let scope: SuppressionScope
    public let reason: SuppressionReason
    /// Who or what asked for it, such as `page`, `dsn`, `smtp` or `operator`. Never an address.
    public let source: String
    /// When it was written down first.
    public let at: Date

    static let columns = "lower(hex(substr(address_hash, 1, 6))), scope, reason, source, at"

    /// Reads ``columns``, in this order; nil when another version wrote a scope that this one does not know.
    init?(row: Row) {
        guard let scope = SuppressionScope(row[1] as String),
            let reason = SuppressionReason(rawValue: row[2])
        else { return nil }
        (mark, self.scope, self.reason) = (row[0], scope, reason)
        source = row[3]
        at = Date(unixMilliseconds: row[4])
    }
}

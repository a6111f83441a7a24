public import Foundation
public import GRDB
public import Links
import Model

/// Keeps letters from addresses on the suppression list, for good.
public struct SuppressionRule: SendingRule {
    private let key: SecretKey

    /// - Parameter key: The instance's suppression key.
    public init(key: SecretKey) {
        self.key = key
    }

    public func judge(_ letter: Letter, to address: EmailAddress, now: Date, in db: Database) throws
        -> SendingVerdict
    {
        guard let stop = try Suppressions(db, key: key).stopping(letter, to: address) else {
            return .send
        }
        return .never(
            .suppressed, reason: "\(stop.reason.rawValue) (\(stop.scope), from \(stop.source))")
    }
}

/// Why an address is on the suppression list. Stands in the column `suppression.reason`.
public enum SuppressionReason: String, CaseIterable, Sendable, Codable {
    /// Letters to it came back, or were refused, often enough (``BounceScore``).
    case hardBounce = "hard-bounce"
    /// Its owner called a letter spam (RFC 5965).
    case complaint
    /// Its owner unsubscribed.
    case unsubscribe
    /// An operator wrote it down.
    case byHand = "by-hand"

    /// Whether mail of purpose `account` is stopped too.
    ///
    /// A confirmation or a fresh link is written only when the reader has just asked for it, which outweighs that he
    /// once wanted no digest or called one spam; without it nobody could come back. An address that does not exist, or
    /// that the operator closed, gets none: anybody can type it into a form.
    public var stopsAccountMail: Bool { self == .hardBounce || self == .byHand }
}

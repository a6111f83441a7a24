public import Foundation

/// What a signed link says: that its holder may do one thing with one subject. ``LinkKeys`` signs
/// and reads it.
///
/// Reusable: a scanner, a second press or a reload must do no harm, so what it allows has to be
/// idempotent. Not secret to its holder, who can decode it: nothing but our own numbers is in it.
public struct LinkToken: Hashable, Sendable {
    /// What it allows.
    public let purpose: LinkPurpose
    /// Our own number of what it is about: a reader, an entry, a request. Never the platform's id.
    public let subject: Int64
    /// The page compares it with what the subject has now; raising that number ends all older
    /// links.
    public let version: UInt32
    /// From this second on it is expired; nil for never. Parts of a second are cut off.
    public let expiresAt: Date?

    /// - Precondition: `expiresAt` lies after 1970 and before the year 30000.
    public init(
        purpose: LinkPurpose, subject: Int64, version: UInt32 = 0, expiresAt: Date? = nil
    ) {
        let seconds = expiresAt.map { $0.timeIntervalSince1970.rounded(.down) }
        precondition(
            seconds.map { (1..<900_000_000_000).contains($0) } ?? true,
            "a link cannot expire then")
        self.purpose = purpose
        self.subject = subject
        self.version = version
        self.expiresAt = seconds.map(Date.init(timeIntervalSince1970:))
    }

    /// Whether it is over at `now`.
    public func isExpired(at now: Date) -> Bool { expiresAt.map { $0 <= now } ?? false }

    /// Subject, version and expiry (0 for never) as three numbers. The purpose stands in the link's
    /// path.
    var octets: [UInt8] {
        Varint.encode(UInt64(bitPattern: subject)) + Varint.encode(UInt64(version))
            + Varint.encode(expiresAt.map { UInt64($0.timeIntervalSince1970) } ?? 0)
    }

    /// The inverse of ``octets``; nil when they are not three numbers in range and nothing else.
    init?(purpose: LinkPurpose, octets: ArraySlice<UInt8>) {
        var rest = octets
        guard let subject = Varint.decode(&rest),
            let version = Varint.decode(&rest).flatMap(UInt32.init(exactly:)),
            let expiry = Varint.decode(&rest), expiry < 900_000_000_000, rest.isEmpty
        else { return nil }
        self.init(
            purpose: purpose, subject: Int64(bitPattern: subject), version: version,
            expiresAt: expiry == 0 ? nil : Date(timeIntervalSince1970: Double(expiry)))
    }
}

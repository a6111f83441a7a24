public import Foundation
public import Links

/// What the suppression list and the bounce scores know an address by: it tells nothing to somebody who has
/// the database without the key.
///
/// HMAC-SHA256 under the key that is never rotated, over the normalised address: the domain in lower-case
/// A-labels (``DomainName``, RFC 5890), the local part in lower case. RFC 5321 §2.4 lets hosts tell capitals
/// apart; none that people use does, and a letter to somebody who said no is worse than a letter too few.
/// Nothing else is normalised: a dot or a `+tag` makes another address, as only the receiving host knows.
public struct AddressHash: Hashable, Sendable {
    private static let use = "suppressed-address"

    /// 32 octets, as they stand in `address_hash`.
    public let octets: Data

    /// - Parameter key: The instance's suppression key; with another key nothing is found again.
    public init(_ address: EmailAddress, key: SecretKey) {
        octets = Data(key.code(for: Self.use, [Array(Self.normalised(address).utf8)]))
    }

    static func normalised(_ address: EmailAddress) -> String {
        "\(address.localPart.lowercased())@\(address.domain)"
    }
}

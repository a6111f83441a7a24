public import Links
import Neighbourhood

/// The version of the links that were mailed to a resident's address: when the address on file
/// changes, who has the former one can do nothing with them any more.
public struct AddressVersion: Sendable {
    private let key: SecretKey

    /// - Parameter key: One that is never rotated.
    public init(key: SecretKey) { self.key = key }

    /// A number that tells nothing about the address.
    public func of(_ email: String?) -> UInt32 {
        key.code(for: "address-version", [Array((email ?? "").lowercased().utf8)]).prefix(4)
            .reduce(0) { $0 << 8 | UInt32($1) }
    }
}

public import Links

/// The reverse paths of our letters, one for each (VERP): a bounce tells by its address which
/// letter it is about.
///
/// `b-<token>@<bounce domain>`: the token holds the letter's id and 128 bits of an HMAC, in
/// lower-case base32, together 30...42 letters. Nobody can make one up for a letter.
public struct BounceAddresses: Sendable {
    private static let prefix = "b-"
    private static let use = "bounce-address"
    private static let codeCount = 16

    private let key: SecretKey
    private let domain: DomainName

    /// - Parameter key: The key that is never rotated: bounces come weeks later.
    public init(key: SecretKey, domain: DomainName) {
        self.key = key
        self.domain = domain
    }

    /// The reverse path of a letter; the same every time.
    ///
    /// - Precondition: `letter` is not negative, and the domain leaves room in 254 octets.
    public func address(forLetter letter: Int64) -> EmailAddress {
        precondition(letter >= 0, "a letter's id is not negative")
        let id = Varint.encode(UInt64(letter))
        let token = Base32.encode(id + key.code(for: Self.use, [id]).prefix(Self.codeCount))
        guard let address = try? EmailAddress(localPart: Self.prefix + token, domain: domain) else {
            preconditionFailure("the bounce domain is too long for an address")
        }
        return address
    }

    /// The letter whose reverse path `address` is; nil when it is not one of ours, or not under
    /// this domain. Capitals are forgiven: mail servers on the way change them.
    public func letter(for address: EmailAddress) -> Int64? {
        let localPart = address.localPart.lowercased()
        guard address.domain == domain.description, localPart.hasPrefix(Self.prefix),
            let octets = Base32.decode(localPart.dropFirst(Self.prefix.count))
        else { return nil }
        var id = octets.dropLast(Self.codeCount)
        guard key.accepts(octets.suffix(Self.codeCount), for: Self.use, [Array(id)]),
            let letter = Varint.decode(&id), id.isEmpty
        else { return nil }
        return Int64(exactly: letter)
    }
}

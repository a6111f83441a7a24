/// What a letter belongs to, for filters and for unsubscribing: the List-Id (RFC 2919) of its
/// purpose.
public struct ListIdentity: Hashable, Sendable {
    /// What people see, such as "Ochtendpost".
    public let name: String
    /// What programs see, such as `digest.samengorinchem.nl`. The same for years.
    public let identifier: DomainName

    /// - Parameters:
    ///   - label: The purpose's name, or for a notice the notice's: letters, digits and hyphens.
    ///   - domain: The platform's.
    /// - Throws: ``InvalidDomain`` when label and domain do not make a name.
    public init(label: String, name: String, domain: DomainName) throws(InvalidDomain) {
        self.name = name
        identifier = try DomainName("\(label).\(domain)")
    }

    var headerValue: HeaderValue {
        HeaderValue(pieces: Mailbox.phrase(name) + [.token("<\(identifier)>")])
    }
}

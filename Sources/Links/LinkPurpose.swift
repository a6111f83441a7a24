/// What a link lets its holder do: the first part of its path, and bound into its signature.
///
/// An open set: a feature that offers a page names its own purpose. 1...32 lower-case letters,
/// digits and hyphens, a letter first.
public struct LinkPurpose: Hashable, Sendable {
    /// As it stands in the path.
    public let name: String

    /// - Returns: nil when `name` is not what a purpose may be called.
    public init?(_ name: String) {
        let isPart: (UInt8) -> Bool = {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard (1...32).contains(name.utf8.count), name.utf8.allSatisfy(isPart),
            let first = name.utf8.first, first >= UInt8(ascii: "a")
        else { return nil }
        self.name = name
    }

    /// Ends letters of one kind. The subject is the reader; it reaches no other data.
    public static let unsubscribe: LinkPurpose = "unsubscribe"
    /// Changes how often and when the digest comes.
    public static let frequency: LinkPurpose = "frequency"
    /// Shows and changes what is known about the reader: only behind a fresh, short-lived link.
    public static let preferences: LinkPurpose = "preferences"
}

extension LinkPurpose: ExpressibleByStringLiteral {
    /// - Precondition: ``init(_:)`` accepts it.
    public init(stringLiteral name: String) {
        guard let purpose = LinkPurpose(name) else {
            preconditionFailure("not the name of a link's purpose: \(name)")
        }
        self = purpose
    }
}

extension LinkPurpose: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}

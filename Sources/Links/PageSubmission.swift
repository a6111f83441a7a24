/// What a pressed button sent: a decoded `application/x-www-form-urlencoded` body
/// (<https://url.spec.whatwg.org/#application/x-www-form-urlencoded>).
public struct PageSubmission: Equatable, Sendable {
    /// The field that carries ``PageForm/action``.
    public static let actionField = "action"
    private static let mostFields = 200

    private let values: [String: [String]]

    /// By name, in the order in which they were sent.
    public init(_ values: [String: [String]]) { self.values = values }

    /// Reads a body; nil when it is not UTF-8, a percent sign is not followed by two hexadecimal
    /// digits, or there are more than 200 fields.
    public init?(urlEncoded body: some Collection<UInt8>) {
        var values: [String: [String]] = [:]
        let pairs = body.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.mostFields else { return nil }
        for pair in pairs {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]),
                let value = parts.count > 1 ? Self.decoded(parts[1]) : ""
            else { return nil }
            values[name, default: []].append(value)
        }
        self.values = values
    }

    /// Which form was sent; empty when it did not say.
    public var action: String { first(Self.actionField) ?? "" }

    /// Whether this is the press of a mail program's own button (RFC 8058 §3.2), which sends
    /// nothing else.
    public var isOneClick: Bool { first("List-Unsubscribe") == "One-Click" }

    /// The first value of a field; nil when it was not sent.
    public func first(_ name: String) -> String? { values[name]?.first }

    /// All values of a field; empty when it was not sent.
    public func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The first value as a whole number; nil when it is none.
    public func number(_ name: String) -> Int? { first(name).flatMap { Int($0) } }

    private static func decoded(_ octets: some Collection<UInt8>) -> String? {
        var result: [UInt8] = []
        var rest = Array(octets)[...]
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "+"): result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let decoded = hexadecimal(rest.prefix(2)) else { return nil }
                result.append(decoded)
                rest = rest.dropFirst(2)
            default: result.append(octet)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
        guard digits.count == 2,
            digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
        else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

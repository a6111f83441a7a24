import Crypto
import Foundation

/// 32 secret octets. Prints as `<redacted>`, whatever prints it.
public struct SecretKey: Sendable {
    /// How many octets a key has.
    public static let count = 32

    private let key: SymmetricKey

    /// A key of exactly ``count`` octets; nil for any other number.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count == Self.count else { return nil }
        key = SymmetricKey(data: Array(octets))
    }

    /// A new key. Outside tests the generator is `SystemRandomNumberGenerator`.
    public init(using generator: inout some RandomNumberGenerator) {
        key = SymmetricKey(
            data: (0..<Self.count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// Reads a key as base64 (RFC 4648 §4) of 44 characters; nil for anything else.
    init?(base64: some StringProtocol) {
        guard let data = Data(base64Encoded: String(base64)) else { return nil }
        self.init(octets: data)
    }

    /// The key as base64, for its file and for nothing else.
    var base64: String { key.withUnsafeBytes { Data($0).base64EncodedString() } }

    /// The HMAC-SHA256 (RFC 2104) of `fields`, 32 octets. The same for the same arguments, always.
    ///
    /// Each field is preceded by its length, so moving octets from one field to the next gives
    /// another code.
    ///
    /// - Parameters:
    ///   - use: What the code is for, such as `"message-id"`. A code for one use tells nothing
    ///     about another.
    ///   - fields: What is authenticated, in order.
    public func code(for use: String, _ fields: [[UInt8]]) -> [UInt8] {
        var message: [UInt8] = []
        for field in [Array(use.utf8)] + fields {
            withUnsafeBytes(of: UInt64(field.count).bigEndian) { message += $0 }
            message += field
        }
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }

    /// Whether `code` is the beginning, 16 octets or more, of ``code(for:_:)`` of the same
    /// arguments.
    ///
    /// Takes the same time wherever the first difference is.
    public func accepts(
        _ code: some Collection<UInt8>, for use: String, _ fields: [[UInt8]]
    ) -> Bool {
        let right = self.code(for: use, fields).prefix(code.count)
        guard code.count >= 16, code.count == right.count else { return false }
        return zip(code, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`.
    public var description: String { "<redacted>" }
    /// `<redacted>`.
    public var debugDescription: String { description }
    /// A mirror without children: `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension SecretKey {
    /// Reads the key from its file; where there is no file, makes one (mode 0600) with a new key.
    ///
    /// The file holds the key as base64 on a line of its own; empty lines and lines that start with
    /// `#` count for nothing. Two processes that start at once agree on one key. This kind of key
    /// is never replaced: what was hashed under it is lost with it.
    ///
    /// - Parameter generator: Only used to make a new key.
    /// - Throws: ``KeyFileError``; a file that is there is never changed.
    public static func load(
        path: String, using generator: inout some RandomNumberGenerator
    ) throws(KeyFileError) -> SecretKey {
        let fresh = SecretKey(using: &generator)
        let file = KeyFile(path: path)
        let lines = try file.lines(orCreate: "\(header)\(fresh.base64)\n")
        guard lines.count == 1, let line = lines.first else {
            throw .malformed(
                path: path, line: lines.last?.number ?? 1,
                reason: "one key is expected, \(lines.count) found")
        }
        guard let key = SecretKey(base64: line.text) else {
            throw .malformed(
                path: path, line: line.number, reason: "this is not 32 octets in base64")
        }
        return key
    }

    private static let header = """
        # Secret. Keep it with the database and never replace it: who unsubscribed or was erased is known
        # by codes made with this key only.

        """
}

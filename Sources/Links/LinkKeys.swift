public import Foundation

/// The keys that links are signed with, each under a number: the first signs, all are accepted.
public struct LinkKeys: Sendable {
    /// How many octets of the code a token carries: 128 bits.
    private static let codeCount = 16
    private static let use = "link"
    /// No token of ours is longer; a longer text is not even decoded.
    private static let longestToken = 96

    private let signingID: UInt8
    private let keys: [UInt8: SecretKey]

    /// - Precondition: There is at least one key, and no number stands twice.
    public init(_ keys: [(id: UInt8, key: SecretKey)]) {
        precondition(!keys.isEmpty, "there is no key to sign links with")
        signingID = keys[0].id
        self.keys = Dictionary(uniqueKeysWithValues: keys.map { ($0.id, $0.key) })
    }

    /// The token's text for a link: 32...61 lower-case letters and digits, safe in a path. The same
    /// for the same token as long as the first key is the same.
    public func sign(_ token: LinkToken) -> String {
        let payload = [signingID] + token.octets
        let code = keys[signingID]?.code(for: Self.use, Self.fields(token.purpose, payload[...]))
        return Base32.encode(payload + (code ?? []).prefix(Self.codeCount))
    }

    /// Reads the text that stood in a link of this purpose. Changes nothing; a second call gives
    /// the same.
    public func read(
        _ text: some StringProtocol, for purpose: LinkPurpose, now: Date
    ) -> LinkReading {
        guard text.utf8.count <= Self.longestToken, let octets = Base32.decode(text),
            let token = authentic(octets, for: purpose)
        else { return .forged }
        return token.isExpired(at: now) ? .expired(token) : .valid(token)
    }

    private func authentic(_ octets: [UInt8], for purpose: LinkPurpose) -> LinkToken? {
        let payload = octets.dropLast(Self.codeCount)
        guard let id = payload.first, let key = keys[id],
            key.accepts(
                octets.suffix(Self.codeCount), for: Self.use, Self.fields(purpose, payload))
        else { return nil }
        return LinkToken(purpose: purpose, octets: payload.dropFirst())
    }

    private static func fields(_ purpose: LinkPurpose, _ payload: ArraySlice<UInt8>) -> [[UInt8]] {
        [Array(purpose.name.utf8), Array(payload)]
    }
}

extension LinkKeys {
    /// Reads the keys from their file; where there is no file, makes one (mode 0600) with one new
    /// key.
    ///
    /// A line is a number 0...255, spaces, and 32 octets in base64; empty lines and lines that
    /// start with `#` count for nothing. To rotate, put a line with a new number on top, and take
    /// the old line away when the letters that carry its links are too old to matter.
    ///
    /// - Parameter generator: Only used to make a new key.
    /// - Throws: ``KeyFileError``; a file that is there is never changed.
    public static func load(
        path: String, using generator: inout some RandomNumberGenerator
    ) throws(KeyFileError) -> LinkKeys {
        let fresh = SecretKey(using: &generator)
        let lines = try KeyFile(path: path).lines(orCreate: "\(header)1 \(fresh.base64)\n")
        var keys: [(id: UInt8, key: SecretKey)] = []
        for line in lines {
            guard let key = key(in: line.text) else {
                throw .malformed(
                    path: path, line: line.number,
                    reason: "this is not a number 0...255 and 32 octets in base64")
            }
            guard !keys.contains(where: { $0.id == key.id }) else {
                throw .malformed(
                    path: path, line: line.number, reason: "there is a key \(key.id) already")
            }
            keys.append(key)
        }
        guard !keys.isEmpty else {
            throw .malformed(path: path, line: 1, reason: "there is no key")
        }
        return LinkKeys(keys)
    }

    private static func key(in line: Substring) -> (id: UInt8, key: SecretKey)? {
        let parts = line.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, let id = UInt8(parts[0]), let key = SecretKey(base64: parts[1])
        else { return nil }
        return (id, key)
    }

    private static let header = """
        # Secret. Signs the links in letters: the first key signs, all are accepted. To replace it, add a
        # line with another number on top and leave the old one until its letters are old.

        """
}

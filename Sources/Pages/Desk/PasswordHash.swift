import CCrypt
import Crypto
import Glibc

/// A password as it may lie in a file: yescrypt in the form of crypt(5), such as `$y$j9T$…`.
///
/// Made and checked by libxcrypt, Debian's own `crypt(3)`.
public struct PasswordHash: Equatable, Sendable {
    /// The line to write into the file.
    public let line: String

    /// Reads a line that ``make(of:using:)`` wrote, or `mkpasswd -m yescrypt`.
    ///
    /// - Returns: nil when it is not yescrypt: weaker hashes are not taken.
    public init?(_ line: String) {
        // $y$ parameters $ salt $ 256 bits of hash (crypt(5)).
        let parts = line.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "y", parts[4].utf8.count == 43,
            line.utf8.count < Int(CRYPT_OUTPUT_SIZE), crypt_checksalt(line) == CRYPT_SALT_OK
        else { return nil }
        self.line = line
    }

    /// Hashes a password with a salt of 256 bits, at the cost that libxcrypt recommends.
    ///
    /// - Parameter password: 12 to 511 octets.
    /// - Returns: nil when it is shorter or longer, or holds a NUL, or the memory is not there.
    public static func make(
        of password: String, using generator: inout some RandomNumberGenerator
    ) -> PasswordHash? {
        guard (12...511).contains(password.utf8.count) else { return nil }
        let chance = (0..<32).map { _ in CChar(truncatingIfNeeded: generator.next()) }
        var salt = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        guard
            crypt_gensalt_rn("$y$", 0, chance, Int32(chance.count), &salt, Int32(salt.count)) != nil
        else { return nil }
        return hash(password, like: text(salt)).flatMap(PasswordHash.init)
    }

    /// Whether this is the password. Takes some tens of milliseconds and 16 MB, on purpose.
    public func accepts(_ password: String) -> Bool {
        guard let other = Self.hash(password, like: line) else { return false }
        // Digests are compared in constant time.
        return SHA256.hash(data: Array(other.utf8)) == SHA256.hash(data: Array(line.utf8))
    }

    /// - Returns: nil when libxcrypt cannot; it then gives a line that begins with `*` (crypt(3)).
    private static func hash(_ password: String, like setting: String) -> String? {
        guard !password.utf8.contains(0) else { return nil }
        let room = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        defer { room.deallocate() }
        // crypt(3): all of it is to be zero before the first use.
        memset(room, 0, MemoryLayout<crypt_data>.size)
        guard let line = crypt_rn(password, setting, room, Int32(MemoryLayout<crypt_data>.size))
        else { return nil }
        return String(cString: line)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(
            decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension PasswordHash: CustomStringConvertible, CustomReflectable {
    public var description: String { "<redacted>" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

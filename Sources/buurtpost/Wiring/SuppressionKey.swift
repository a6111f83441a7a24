import Foundation
import GRDB
import Links
import Mail

extension Installation {
    /// The key of the suppression list for a command that asks about addresses or writes one down: the one in its file.
    /// None is made, and none is made up.
    ///
    /// - Throws: `KeyFileError` when the file is missing or this user may not read it.
    func suppressionKey(
        credentials: String? = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
    ) throws -> SecretKey {
        try InstanceKeys.suppression(configuration.keys, credentials: credentials)
    }
}

/// The suppression list was written under another key than the one in the file.
struct WrongSuppressionKey: Error, CustomStringConvertible {
    /// - Throws: Itself, unless `key` is the one that the database knows, or it knows none yet.
    static func check(_ key: SecretKey, in db: Database) throws {
        guard try AddressKeyMark(db).fits(key) else { throw WrongSuppressionKey() }
    }

    var description: String {
        "the key in keys.suppression_file is not the one that the suppression list of this database was written with: "
            + "addresses that must not be mailed would not be found. Restore the file from its copy; "
            + "docs/bounces.md says what is left when there is none"
    }
}

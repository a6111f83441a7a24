import Foundation
import GRDB

/// Why no copy was made. Named by what the caller does next.
public enum BackupError: Error, Equatable {
    /// There is no database to copy.
    case noDatabase(path: String)
    /// The file is no database of this program.
    case foreign(path: String)
    /// A version made the database whose copies cannot be told from the original.
    case tooOld(path: String)
    /// Something lies there, and may not be replaced unasked.
    case exists(path: String)
    /// What lies there is no file that this may replace: a folder, a link, somebody else's.
    case notAFile(path: String)
    /// What `because` names says that the place is used by a database or by another backup.
    case inUse(path: String, because: String)
    /// The disk, or what the user may have of it, is full.
    case noRoom(path: String)
    /// The database, or the copy just made of it, is damaged.
    case damaged(path: String, reason: String)
    /// Somebody keeps the database locked.
    case busy(path: String)
    /// The system or SQLite refused otherwise.
    case system(reason: String)
}

extension BackupError {
    /// What an error number means for who wants a copy.
    init(code: Int32, operation: String, path: String) {
        self =
            code == ENOSPC || code == EDQUOT || code == EFBIG
            ? .noRoom(path: path)
            : .system(reason: "\(path): \(operation) failed: \(String(cString: strerror(code)))")
    }

    /// What an error of SQLite means, with the database at `path`.
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self = .system(reason: "\(path): \(error)")
            return
        }
        switch error.resultCode {
        case .SQLITE_FULL: self = .noRoom(path: path)
        case .SQLITE_BUSY: self = .busy(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .damaged(path: path, reason: error.message ?? "\(error.resultCode)")
        default: self = .system(reason: "\(path): \(error)")
        }
    }
}

extension BackupError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noDatabase(let path):
            "\(path): there is no database to copy; check the key 'database' in the configuration"
        case .foreign(let path):
            "\(path) is not a database of buurtpost; check the key 'database' in the configuration"
        case .tooOld(let path):
            "\(path) was made by an older version; start the daemon once, or copy it with sqlite3"
        case .exists(let path):
            "\(path) exists; name another file, or use --force to replace it"
        case .notAFile(let path):
            "\(path) is not a file of yours that could be replaced; name another file"
        case .inUse(let path, let because):
            "\(path) cannot be replaced, for \(because) is there: a database or another backup uses it; name another file"
        case .noRoom(let path):
            "no room for the copy of \(path); nothing is left behind: make room or name another disk"
        case .damaged(let path, let reason):
            "\(path) is damaged, no copy was made: \(reason); stop the daemon and restore a good copy"
        case .busy(let path):
            "\(path) is locked by another program for long; try again later"
        case .system(let reason): "no copy was made: \(reason)"
        }
    }
}

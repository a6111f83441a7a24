import Foundation
import GRDB

/// Why the database cannot be used. Named by what the caller does next.
public enum StoreError: Error, Equatable {
    /// Another process holds the database: try later (exit 75).
    case inUse(path: String)
    /// The file is no database of this program.
    case foreign(path: String, applicationID: Int64)
    /// A newer version of the program has changed the tables: upgrade, do not go on.
    case newer(path: String)
    /// A setting that the promises stand on did not take hold.
    case unsafe(path: String, setting: String, value: String)
    /// The operating system refused.
    case system(path: String, operation: String, code: Int32)
    /// The file is no database, or pages of it are missing or do not fit together: restore a backup.
    case damaged(path: String, reason: String)
    /// SQLite refused to open or prepare the file.
    case unusable(path: String, reason: String)
}

extension StoreError {
    /// What an error of SQLite means for who wants to use the file.
    init(_ error: any Error, path: String) {
        let reason = "\(error)"
        self =
            switch (error as? DatabaseError)?.resultCode {
            case .SQLITE_BUSY: .inUse(path: path)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged(path: path, reason: reason)
            default: .unusable(path: path, reason: reason)
            }
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .inUse(let path):
            "\(path) is in use by another program; stop it or wait until it has finished"
        case .foreign(let path, let id):
            "\(path) is not a database of buurtpost (application_id \(id)); name another file"
        case .newer(let path):
            "\(path) was changed by a newer version of buurtpost; install that version or restore a backup"
        case .unsafe(let path, let setting, let value):
            "\(path) has \(setting) = \(value), with which letters could be lost; make a new database or restore a backup"
        case .system(let path, let operation, let code):
            "\(path): \(operation) failed: \(String(cString: strerror(code)))"
        case .damaged(let path, let reason):
            "\(path) is damaged, or no database: keep a copy of it and restore a backup (\(reason))"
        case .unusable(let path, let reason):
            "\(path) cannot be used as a database: \(reason)"
        }
    }
}

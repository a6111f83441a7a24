import Foundation

/// The place where a copy is to lie: whether it may.
struct BackupTarget {
    private let path: String
    private let source: String

    init(_ path: String, source: String) {
        self.path = path
        self.source = source
    }

    /// - Throws: ``BackupError/exists(path:)``, ``BackupError/notAFile(path:)``, or
    ///   ``BackupError/inUse(path:because:)`` for anything that may be a database somebody uses.
    func check(overwrite: Bool) throws(BackupError) {
        // A foreign log beside the copy would be played back into it (https://sqlite.org/wal.html).
        for suffix in ["-wal", "-shm", "-journal", ".lock"] where Self.status(path + suffix) != nil
        {
            throw .inUse(path: path, because: path + suffix)
        }
        guard let there = Self.status(path) else { return }
        guard there.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        if let original = Self.status(source), original.st_dev == there.st_dev,
            original.st_ino == there.st_ino
        {
            throw .inUse(path: path, because: source)
        }
        guard overwrite else { throw .exists(path: path) }
    }

    /// Of the name itself; nil when there is none.
    private static func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }
}

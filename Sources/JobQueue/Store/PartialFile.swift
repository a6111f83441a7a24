import Foundation

/// A file that is being written and takes its place in one step when it is whole.
///
/// Owns a descriptor with the file's `flock(2)`, so that two processes never write the same one. The name is
/// `<destination>.buurtpost-partial`; one that a killed process left is emptied and used.
final class PartialFile {
    let path: String
    private let destination: String
    private let descriptor: Int32

    init(for destination: String) throws(BackupError) {
        self.destination = destination
        path = destination + ".buurtpost-partial"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            throw BackupError(code: errno, operation: "create", path: path)
        }
        do {
            try claim()
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    private func claim() throws(BackupError) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isThere else {
            throw .inUse(path: destination, because: path)
        }
        guard isOurs else { throw .notAFile(path: path) }
        guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else {
            throw BackupError(code: errno, operation: "empty", path: path)
        }
        unlink(journal)
    }

    /// Whether the name still is that of the open file: the process that had the lock before may have put it in its place.
    private var isThere: Bool {
        var (named, opened) = (stat(), stat())
        return lstat(path, &named) == 0 && fstat(descriptor, &opened) == 0
            && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
    }

    /// In a folder where everybody may write, somebody else could have made it, and read what it will hold.
    private var isOurs: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_uid == geteuid() && status.st_nlink == 1
    }

    /// Puts the file in its place; file and name are on the disk when it returns.
    ///
    /// - Returns: Its length in bytes.
    func complete() throws(BackupError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0, fsync(descriptor) == 0 else {
            throw BackupError(code: errno, operation: "fsync", path: path)
        }
        guard rename(path, destination) == 0 else {
            throw BackupError(code: errno, operation: "rename", path: path)
        }
        do {
            try FolderSync.sync(URL(fileURLWithPath: destination).deletingLastPathComponent().path)
        } catch {
            throw .system(reason: "\(error)")
        }
        return Int64(status.st_size)
    }

    /// Takes it away, if it has not got its place.
    func discard() {
        guard isThere else { return }
        unlink(journal)
        unlink(path)
    }

    /// SQLite keeps one while it fills the file, and leaves it when a write fails.
    private var journal: String { path + "-journal" }
}

import Foundation

/// The lock that makes one process the daemon of a database: held on `<database>.lock`, for life.
///
/// Taken with `flock(2)`, so that the system gives it back when the process ends, however it ends. Getting it
/// proves that no former daemon lives.
public final class DatabaseLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock or throws ``StoreError/inUse(path:)`` at once. The file stays when the lock is released:
    /// removing it would let two processes lock two files of the same name.
    public init(database path: String) throws(StoreError) {
        let lockPath = path + ".lock"
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else {
            throw .system(path: lockPath, operation: "open", code: errno)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            if code == EWOULDBLOCK { throw .inUse(path: path) }
            throw .system(path: lockPath, operation: "flock", code: code)
        }
        // Not the umask decides: other programs of the instance's group look at it too. Fails harmlessly
        // when another member of the group made the file.
        _ = fchmod(descriptor, 0o660)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}

import Foundation

extension DatabaseLock {
    /// Whether some process has the database: a daemon, a drain, or whoever brings its tables up to date.
    ///
    /// Asks with a shared lock on a descriptor of its own of the lock file, given back at once; never touches the
    /// database itself, whose POSIX locks a close would drop.
    ///
    /// - Throws: ``StoreError`` when the lock file is there and cannot be looked at.
    public static func isHeld(database path: String) throws(StoreError) -> Bool {
        let lockPath = path + ".lock"
        let descriptor = open(lockPath, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return false }
            throw .system(path: lockPath, operation: "open", code: errno)
        }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return false }
        guard errno == EWOULDBLOCK else {
            throw .system(path: lockPath, operation: "flock", code: errno)
        }
        return true
    }
}

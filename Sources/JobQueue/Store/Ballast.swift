import Foundation

/// A file that takes up room in order to give it back when there is none left.
///
/// Its size tells whether it is whole, so that somebody may also empty or delete it by hand. On a file system that
/// compresses (ZFS, btrfs with compression) it may take less room than its size.
struct Ballast: Sendable {
    let path: String
    /// In bytes.
    let size: Int64

    /// Whether the file is there in its full size.
    var isWhole: Bool { found >= size }

    private var found: Int64 {
        var info = stat()
        return stat(path, &info) == 0 ? Int64(info.st_size) : 0
    }

    /// Makes the file whole, mode 0660, its blocks allocated (posix_fallocate(3)). Takes nothing when that fails.
    ///
    /// - Returns: Why it failed, an `errno`; 0 when it is whole.
    func make() -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        _ = fchmod(descriptor, 0o660)
        let code = posix_fallocate(descriptor, 0, off_t(size))
        if code != 0 { _ = ftruncate(descriptor, 0) }
        return code
    }

    /// Gives the room back; the file stays, empty.
    ///
    /// - Returns: Whether there was any to give.
    func giveUp() -> Bool {
        guard found > 0, truncate(path, 0) == 0 else { return false }
        settle()
        return true
    }

    /// Some file systems hand freed blocks out only after the change is in their journal: fsync(2) puts it there.
    private func settle() {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}

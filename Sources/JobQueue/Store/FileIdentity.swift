import Foundation

/// Which file a name stands for: it changes when the file is removed or another one takes its place.
///
/// Asked by name, without a descriptor: closing one would drop SQLite's POSIX locks.
struct FileIdentity: Equatable {
    private let device: dev_t
    private let inode: ino_t

    /// Nil when there is no such file now.
    init?(path: String) {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        device = info.st_dev
        inode = info.st_ino
    }
}

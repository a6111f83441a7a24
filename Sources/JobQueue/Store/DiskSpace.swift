import Foundation

/// Measures how much room a file system has left.
public struct DiskSpace: Sendable {
    /// The bytes that this process can still fill on the file system of a path; nil when that cannot be told. Quotas
    /// are not seen.
    public let free: @Sendable (_ path: String) -> Int64?

    public init(free: @escaping @Sendable (_ path: String) -> Int64?) {
        self.free = free
    }

    /// Asks the system: what is free for processes without privileges (statvfs(3)).
    public static let system = DiskSpace { path in
        var info = statvfs()
        guard statvfs(path, &info) == 0 else { return nil }
        return Int64(info.f_bavail) * Int64(info.f_frsize)
    }
}

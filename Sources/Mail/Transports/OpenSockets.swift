import Glibc

/// The process's own connections, found in `/proc/self/fd` (proc(5)).
///
/// libESMTP keeps its socket to itself. What is connected to the relay after its CONNECT event and was
/// not before must be the one it just opened, as long as no two sessions connect at the same time.
/// Probes do come and go meanwhile; but they are closed on exec, as everything is that we open, and
/// the sockets of libESMTP are not until we make them so.
struct OpenSockets: Equatable {
    /// Descriptors by inode: the number of a descriptor is used again, that of a socket is not
    /// (sockfs counts on).
    private var byInode: [ino_t: Int32] = [:]

    /// None at all.
    init() {}

    /// All sockets of this process whose peer has that port.
    static func connected(to port: UInt16) -> OpenSockets {
        let matching = descriptors().filter { SocketAddress.peerPort(of: $0) == port }
        let pairs = matching.compactMap { descriptor in
            inode(of: descriptor).map { ($0, descriptor) }
        }
        var sockets = OpenSockets()
        sockets.byInode = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        return sockets
    }

    /// The one socket that is here, was not in `earlier` and is not closed on exec; nil when there is
    /// none, or more than one.
    func only(newSince earlier: OpenSockets) -> Int32? {
        let new = byInode.filter { earlier.byInode[$0.key] == nil && Self.isInheritable($0.value) }
        return new.count == 1 ? new.first?.value : nil
    }

    /// False also for a descriptor that is closed by now.
    private static func isInheritable(_ descriptor: Int32) -> Bool {
        let flags = fcntl(descriptor, F_GETFD)
        return flags >= 0 && flags & FD_CLOEXEC == 0
    }

    private static func descriptors() -> [Int32] {
        guard let folder = opendir("/proc/self/fd") else { return [] }
        defer { closedir(folder) }
        return sequence(state: folder) { readdir($0) }.compactMap { Int32(name(of: $0)) }
    }

    /// Read in place: an entry is shorter than the `dirent` it is declared as (readdir(3)).
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
        return String(cString: start.assumingMemoryBound(to: CChar.self))
    }

    private static func inode(of descriptor: Int32) -> ino_t? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status.st_ino : nil
    }
}

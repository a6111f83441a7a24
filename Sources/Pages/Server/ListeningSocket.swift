import Glibc

extension PageServerSettings.Listen {
    /// Takes away a socket that a dead process left; anything else at its path stays.
    ///
    /// The daemon holds the lock of its database, so no living daemon of this instance listens
    /// there; a stranger's is noticed because it answers.
    func makeRoom() throws(PageServerError) {
        guard case .unix(let path) = self else { return }
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw PageServerError(self, reason: "a file that is no socket has this name")
        }
        guard !Self.answers(path) else {
            throw PageServerError(self, reason: "another process listens there")
        }
        unlink(path)
    }

    /// After the server has ended.
    func removeSocket() {
        if case .unix(let path) = self { unlink(path) }
    }

    private static func answers(_ path: String) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}

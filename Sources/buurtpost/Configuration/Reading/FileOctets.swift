import Glibc

/// Reads small files whole, without ever waiting.
enum FileOctets {
    /// Why a file was not read. The case says what the reader of the message can do.
    enum Failure: Error, Equatable, Sendable {
        case missing
        case isFolder
        /// A pipe, a device or a socket: reading it might never end.
        case notAFile
        case notAllowed
        case tooLarge
        /// The error number of the system.
        case unreadable(Int32)
    }

    /// What the file at `path` holds, and its permission bits.
    ///
    /// - Parameter limit: How many octets the file may hold.
    /// - Throws: ``Failure``. Nothing stays open.
    static func read(_ path: String, limit: Int) throws(Failure) -> (octets: [UInt8], mode: mode_t)
    {
        // O_NONBLOCK, because opening a pipe without a writer would wait for one.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        let mode = try kind(of: descriptor)
        return (try octets(of: descriptor, limit: limit), mode & 0o7777)
    }

    private static func kind(of descriptor: Int32) throws(Failure) -> mode_t {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return status.st_mode
        case S_IFDIR: throw .isFolder
        default: throw .notAFile
        }
    }

    /// Reads to the end; one octet more than allowed tells that the file is too large.
    private static func octets(of descriptor: Int32, limit: Int) throws(Failure) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled <= limit {
            let count = octets.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(errno) }
            if count == 0 { return Array(octets[..<filled]) }
            filled += count
        }
        throw .tooLarge
    }

    private static func failure(_ code: Int32) -> Failure {
        switch code {
        case ENOENT, ENOTDIR: .missing
        case EISDIR: .isFolder
        case ENXIO: .notAFile
        case EACCES, EPERM: .notAllowed
        default: .unreadable(code)
        }
    }
}

extension FileOctets.Failure {
    /// What is wrong and what to do, in words.
    ///
    /// - Parameter limit: The limit that was given to ``FileOctets/read(_:limit:)``.
    func complaint(limit: Int) -> Complaint {
        switch self {
        case .missing:
            Complaint("there is no such file", remedy: "check the path, or make the file")
        case .isFolder: Complaint("is a folder", remedy: "name a file in it")
        case .notAFile: Complaint("is a pipe or a device", remedy: "name an ordinary file")
        case .notAllowed:
            Complaint(
                "may not be read by this user",
                remedy: "give the user or the group of the service the right to read it")
        case .tooLarge:
            Complaint("is larger than \(limit) octets", remedy: "check that it is the right file")
        case .unreadable(let code):
            Complaint(
                "cannot be read (\(String(cString: strerror(code))))", remedy: "check the disk")
        }
    }
}

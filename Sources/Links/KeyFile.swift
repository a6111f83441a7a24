import Glibc

/// A small text file that only its owner, and perhaps the owner's group, can read.
struct KeyFile {
    /// A line that counts, with its number from 1.
    struct Line {
        let number: Int
        let text: Substring
    }

    private static let largest = 65_536
    private static let tooOpen: mode_t = 0o037

    let path: String

    /// The lines that are neither empty nor begin with `#`, spaces around them cut off.
    ///
    /// Where there is no file it is made first, holding `text`: complete and on disk, or not at
    /// all. If another process makes it at the same moment, its text is the one that counts.
    func lines(orCreate text: String) throws(KeyFileError) -> [Line] {
        if try !exists() { try create(text) }
        return Self.lines(of: try read())
    }

    private static func lines(of text: String) -> [Line] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { Line(number: $0.offset + 1, text: trimmed($0.element)) }
            .filter { !$0.text.isEmpty && $0.text.first != "#" }
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line.drop(while: \.isWhitespace)
        while line.last?.isWhitespace == true { line.removeLast() }
        return line
    }

    private func exists() throws(KeyFileError) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return true }
        guard errno == ENOENT else { throw .unreadable(path: path, reason: Self.lastFault) }
        return false
    }

    private func read() throws(KeyFileError) -> String {
        // O_NONBLOCK: a named pipe in its place must not hang the start.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.lastFault) }
        defer { close(descriptor) }
        let size = try checkedSize(of: descriptor)
        let octets = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, Glibc.read(descriptor, buffer.baseAddress, size))
        }
        guard octets.count == size, let text = String(validating: octets, as: UTF8.self) else {
            throw .unreadable(path: path, reason: "it is not a text in UTF-8")
        }
        return text
    }

    private func checkedSize(of descriptor: Int32) throws(KeyFileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unreadable(path: path, reason: Self.lastFault)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is not a plain file")
        }
        guard status.st_mode & Self.tooOpen == 0 else {
            throw .exposed(path: path, mode: status.st_mode & 0o777)
        }
        guard status.st_size <= Self.largest else {
            throw .unreadable(path: path, reason: "it is larger than \(Self.largest) octets")
        }
        return Int(status.st_size)
    }

    /// Writes a file beside it and links that to the path: `link` fails when the path exists, and a
    /// crash on the way leaves no half file under this name.
    private func create(_ text: String) throws(KeyFileError) {
        let draft = "\(path).new-\(getpid())"
        unlink(draft)
        defer { unlink(draft) }
        guard Self.write(text, to: draft), link(draft, path) == 0 || errno == EEXIST,
            Self.synchronise(folderOf: path)
        else { throw .notCreated(path: path, reason: Self.lastFault) }
    }

    private static func write(_ text: String, to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let octets = Array(text.utf8)
        return Glibc.write(descriptor, octets, octets.count) == octets.count
            && fsync(descriptor) == 0
    }

    private static func synchronise(folderOf path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    private static var lastFault: String { String(cString: strerror(errno)) }
}

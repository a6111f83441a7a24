/// Why keys could not be read from their file or the file not be made. Never holds anything of a
/// key.
public enum KeyFileError: Error, Equatable, Sendable {
    /// It is there and cannot be read, or its folder cannot be searched.
    case unreadable(path: String, reason: String)
    /// Others than the owner and the owner's group can read it, or others than the owner can write
    /// it.
    case exposed(path: String, mode: UInt32)
    /// A line, counted from 1, is not what it must be.
    case malformed(path: String, line: Int, reason: String)
    /// There was none, and none could be made.
    case notCreated(path: String, reason: String)
}

extension KeyFileError: CustomStringConvertible {
    /// What is wrong with which file, and what to do.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read the key file \(path): \(reason)"
        case .exposed(let path, let mode):
            "the key file \(path) has mode 0\(String(mode, radix: 8)): too many may read or write it; "
                + "use chmod 600 (0640 at most)"
        case .malformed(let path, let line, let reason):
            "\(path):\(line): \(reason); restore the file from a back-up"
        case .notCreated(let path, let reason):
            "cannot make the key file \(path): \(reason); make its folder, writable for this user"
        }
    }
}

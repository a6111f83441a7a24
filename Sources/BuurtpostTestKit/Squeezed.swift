public import Foundation

/// Octets that python3 compresses, since nothing here can.
public enum Squeezed {
    public enum Method: String, Sendable {
        /// RFC 1952.
        case gzip
        /// RFC 1950, which HTTP calls deflate.
        case deflate
        /// A gzip in a gzip.
        case doubled
    }

    /// python3 failed; its words.
    struct Failure: Error { let words: String }

    /// `count` letters a, compressed as hard as it goes.
    public static func letters(_ count: Int, _ method: Method, in folder: URL) throws -> [UInt8] {
        let ending = try RunningProgram(
            URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script, "\(count)", method.rawValue],
            in: folder
        ).wait()
        guard ending.status == 0, let octets = Data(base64Encoded: ending.output) else {
            throw Failure(words: ending.complaints)
        }
        return Array(octets)
    }

    private static let script = """
        import base64, gzip, sys, zlib
        count, method = int(sys.argv[1]), sys.argv[2]
        text = b"a" * count
        if method == "deflate":
            squeezed = zlib.compress(text, 9)
        else:
            squeezed = gzip.compress(text, 9)
        if method == "doubled":
            squeezed = gzip.compress(squeezed, 9)
        sys.stdout.write(base64.b64encode(squeezed).decode())
        """
}

import Foundation

/// Gives the octets of a file piece by piece.
struct ByteChunks {
    /// The next piece, empty at the end and ever after.
    let next: () throws -> [UInt8]

    /// The pieces of a file, 64 KB each. The file is closed when this value is gone.
    ///
    /// - Throws: ``UnreadableFile`` when it may not be read; ``next`` throws the system's error.
    static func file(_ url: URL) throws -> ByteChunks {
        guard let handle = FileHandle(forReadingAtPath: url.path) else {
            throw UnreadableFile(reason: "may not be read; check its owner and mode")
        }
        return ByteChunks { try handle.read(upToCount: 65_536).map { [UInt8]($0) } ?? [] }
    }

    /// Octets that are in memory, cut into pieces of `size`.
    static func octets(_ octets: [UInt8], size: Int = 65_536) -> ByteChunks {
        var rest = octets[...]
        return ByteChunks {
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
    }
}

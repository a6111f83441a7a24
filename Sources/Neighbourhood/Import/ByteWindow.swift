/// The octets of a file from the row that is being read onwards: at most one row and one piece.
///
/// It lets a reader look as far ahead as a row goes, and go back to the row's beginning when it was broken.
struct ByteWindow {
    private let chunks: ByteChunks
    private var octets: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    init(_ chunks: ByteChunks) { self.chunks = chunks }

    /// The octet `offset` after the first one that is not yet dropped, nil behind the file's end.
    mutating func octet(at offset: Int) throws -> UInt8? {
        while start + offset >= octets.count {
            guard try fill() else { return nil }
        }
        return octets[start + offset]
    }

    /// Forgets the first `count` octets.
    ///
    /// - Precondition: They were all looked at.
    mutating func drop(_ count: Int) {
        start += count
        precondition(start <= octets.count, "dropped octets that were never read")
    }

    /// False at the end of the file.
    private mutating func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        let chunk = try chunks.next()
        isAtEnd = chunk.isEmpty
        octets.removeFirst(start)
        start = 0
        octets.append(contentsOf: chunk)
        return !isAtEnd
    }
}

/// The header of a finished message or part, read back from its octets: fields in their order.
struct MessageHeader {
    /// One field, unfolded.
    struct Field {
        let name: String
        /// The name in lower case, to compare.
        let key: String
        /// Without the line ends of folding and without the space after the colon.
        let value: String
        /// The length of its longest line of more than one word, without the CRLF: one that could have been broken.
        let longestFoldableLine: Int
        /// The length of the longest line with the start of an encoded word; 0 when there is none.
        let longestEncodedLine: Int
        /// Whether all of it is.
        let isASCII: Bool
    }

    let fields: [Field]
    /// What stood there and is no field; empty in a good header.
    let malformed: Int

    /// Reads lines up to the empty one.
    ///
    /// - Returns: nil when there is no empty line; else the header, and where the body begins.
    static func read(_ octets: ArraySlice<UInt8>) -> (header: MessageHeader, body: Int)? {
        var lines: [ArraySlice<UInt8>] = []
        var start = octets.startIndex
        while let end = octets[start...].firstIndex(of: 0x0A) {
            let line =
                octets[start..<end].last == 0x0D ? octets[start..<(end - 1)] : octets[start..<end]
            start = end + 1
            if line.isEmpty { return (MessageHeader(lines: lines), start) }
            lines.append(line)
        }
        return nil
    }

    private init(lines: [ArraySlice<UInt8>]) {
        var fields: [Field] = []
        var malformed = 0
        var rest = lines[...]
        while let first = rest.popFirst() {
            let more = rest.prefix { $0.first == 0x20 || $0.first == 0x09 }
            rest = rest.dropFirst(more.count)
            if let field = Field(first, more) { fields.append(field) } else { malformed += 1 }
        }
        self.fields = fields
        self.malformed = malformed
    }

    /// The values of the fields called `key`, in their order.
    ///
    /// - Parameter key: In lower case.
    func values(_ key: String) -> [String] { fields.filter { $0.key == key }.map(\.value) }

    /// The value of the only field called `key`; nil when there is none or more than one.
    func only(_ key: String) -> String? {
        let values = values(key)
        return values.count == 1 ? values[0] : nil
    }
}

extension MessageHeader.Field {
    /// nil when `first` has no name and colon (RFC 5322 §2.2).
    init?(_ first: ArraySlice<UInt8>, _ more: ArraySlice<ArraySlice<UInt8>>) {
        guard let colon = first.firstIndex(of: UInt8(ascii: ":")), colon > first.startIndex,
            first[..<colon].allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        name = String(decoding: first[..<colon], as: UTF8.self)
        key = name.lowercased()
        var value = Array(first[(colon + 1)...].drop { $0 == 0x20 })
        for line in more { value += line }
        self.value = String(decoding: value, as: UTF8.self)
        longestEncodedLine =
            ([first] + more).filter(EncodedWordReading.isBegun).map(\.count).max() ?? 0
        isASCII = value.allSatisfy { $0 < 0x80 }
        let texts = [first[(colon + 1)...].drop { $0 == 0x20 }] + more.map { $0.dropFirst() }
        longestFoldableLine =
            zip([first] + more, texts).filter { $1.contains(0x20) }.map { $0.0.count }.max() ?? 0
    }
}

/// Fields of a report or of returned headers: `Name: value` lines in groups, parted by empty lines (RFC 3464 §2.1.1).
struct ReportFields {
    /// So many groups are read, and so many lines: no letter of ours has more recipients than one.
    private static let mostGroups = 100
    private static let mostLines = 2000

    private var fields: [String: String] = [:]
    private var last: String?

    /// The groups of `octets` in order, empty ones left out; the first field of a name counts, names in any case.
    static func groups(_ octets: some Collection<UInt8>) -> [ReportFields] {
        var groups = [ReportFields()]
        for line in octets.split(
            separator: 0x0A, maxSplits: mostLines, omittingEmptySubsequences: false
        ).prefix(mostLines) {
            let text = String(decoding: line.filter { $0 != 0x0D && $0 != 0 }, as: UTF8.self)
            if !text.isEmpty {
                groups[groups.count - 1].add(text)
            } else if !groups[groups.count - 1].fields.isEmpty {
                guard groups.count < mostGroups else { break }
                groups.append(ReportFields())
            }
        }
        return groups.filter { !$0.fields.isEmpty }
    }

    subscript(_ name: String) -> String? { fields[name.lowercased()] }

    private mutating func add(_ line: String) {
        if line.first == " " || line.first == "\t" {
            if let last { fields[last]?.append(line) }
            return
        }
        guard let colon = line.firstIndex(of: ":") else {
            last = nil
            return
        }
        let name = line[..<colon].lowercased().filter { !$0.isWhitespace }
        guard fields[name] == nil else {
            last = nil
            return
        }
        fields[name] = String(line[line.index(after: colon)...].drop { $0.isWhitespace })
        last = name
    }
}

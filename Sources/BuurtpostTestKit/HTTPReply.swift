/// What a web server answered.
public struct HTTPReply: Equatable, Sendable {
    public let status: Int
    /// By name in lower case.
    public let headers: [String: String]
    public let body: String

    /// nil when `text` does not begin with a status line.
    init?(_ text: String) {
        // "\r\n" is one character.
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let first = lines.first, first.hasPrefix("HTTP/1."),
            let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
            let end = lines.firstIndex(of: "")
        else { return nil }
        self.status = status
        headers = Dictionary(
            lines[1..<end].compactMap { line in
                line.firstIndex(of: ":").map { colon in
                    (
                        line[..<colon].lowercased(),
                        String(line[line.index(after: colon)...].drop(while: { $0 == " " }))
                    )
                }
            }, uniquingKeysWith: { first, _ in first })
        body = lines[(end + 1)...].joined(separator: "\r\n")
    }
}

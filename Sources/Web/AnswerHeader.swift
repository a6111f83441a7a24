/// The header lines of an answer as they come in. An answer of the class 1xx is forgotten when the real one begins.
struct AnswerHeader {
    private var fields: [String: String] = [:]
    private(set) var octets = 0

    /// - Parameter line: With its line end.
    mutating func take(_ line: some Collection<UInt8>) {
        octets += line.count
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            fields = [:]
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return }
        let name = text[..<colon].lowercased()
        let value = text[text.index(after: colon)...].trimmed
        // The first of several counts.
        if fields[name] == nil { fields[name] = value }
    }

    /// The value of a field by its name in lower case.
    subscript(name: String) -> String? { fields[name] }
}

extension Substring {
    /// Without white space at both ends (RFC 9110 §5.5).
    fileprivate var trimmed: String {
        let isEmpty: (Unicode.Scalar) -> Bool = {
            $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n"
        }
        let start = unicodeScalars.drop(while: isEmpty)
        let end = start.reversed().drop(while: isEmpty).count
        return String(Substring(start.prefix(end)))
    }
}

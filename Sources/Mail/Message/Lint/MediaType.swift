/// The value of Content-Type (RFC 2045 §5.1): type, subtype and parameters.
struct MediaType: Equatable {
    /// `type/subtype` in lower case.
    let name: String
    /// By name in lower case; values as they stand, without their quotes.
    let parameters: [String: String]

    /// nil when it is not one, or names a parameter twice.
    init?(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.drop { $0 == " " || $0 == "\t" } }
        name = parts[0].lowercased()
        guard name.split(separator: "/").count == 2 else { return nil }
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "="), equals != part.startIndex else {
                return nil
            }
            let value = part[part.index(after: equals)...]
            let isQuoted = value.count >= 2 && value.first == "\"" && value.last == "\""
            let key = part[..<equals].lowercased()
            guard parameters[key] == nil, !value.isEmpty else { return nil }
            parameters[key] = String(isQuoted ? value.dropFirst().dropLast() : value)
        }
        self.parameters = parameters
    }
}

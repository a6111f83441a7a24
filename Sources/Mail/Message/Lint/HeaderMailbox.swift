/// A mailbox as From, To and Reply-To show it, read back strictly.
struct HeaderMailbox: Equatable {
    /// Decoded, without quotes; nil when there is none.
    let name: String?
    let address: EmailAddress

    /// nil when `value` is not exactly one mailbox.
    init?(_ value: String) {
        guard let start = value.lastIndex(of: "<") else {
            guard let address = try? EmailAddress(value), address.description == value else {
                return nil
            }
            self.address = address
            name = nil
            return
        }
        let inner = value[start...].dropFirst().dropLast()
        let phrase = value[..<start].dropLast()
        guard value.last == ">", let address = try? EmailAddress(String(inner)),
            address.description == inner, let name = Self.name(phrase)
        else { return nil }
        self.address = address
        self.name = name
    }

    private static func name(_ phrase: Substring) -> String? {
        let isQuoted = phrase.count > 2 && phrase.first == "\"" && phrase.last == "\""
        let inner = isQuoted ? phrase.dropFirst().dropLast() : phrase
        guard !inner.isEmpty, !inner.utf8.contains(where: refused.contains) else { return nil }
        if isQuoted { return String(inner) }
        return EncodedWordReading.decode(String(inner))
    }

    private static let refused = Set("@:,\"<>()[]\\;".utf8)
}

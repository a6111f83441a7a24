/// Reads one tag or declaration.
enum HTMLTagReader {
    enum Found {
        case tag(HTMLTag)
        /// Such as `<!DOCTYPE html>`.
        case declaration
    }

    /// Takes what begins with `<` from `rest`.
    ///
    /// - Returns: nil when it does not end.
    static func read(_ rest: inout Substring) -> Found? {
        guard let end = end(of: rest) else { return nil }
        let inner = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        return inner.hasPrefix("!") ? .declaration : .tag(tag(inner))
    }

    /// The first `>` outside quotes.
    private static func end(of text: Substring) -> Substring.Index? {
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == ">" {
                return index
            }
        }
        return nil
    }

    private static func tag(_ inner: Substring) -> HTMLTag {
        let isEnd = inner.hasPrefix("/")
        var rest = isEnd ? inner.dropFirst() : inner
        let name = rest.prefix { !$0.isWhitespace && $0 != "/" }
        rest = rest.dropFirst(name.count)
        var attributes: [String: String] = [:]
        var isMalformed = name.isEmpty
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "/" }
            guard !rest.isEmpty else { break }
            guard let (key, value) = attribute(&rest), attributes[key] == nil else {
                isMalformed = true
                break
            }
            attributes[key] = value
        }
        return HTMLTag(
            name: name.lowercased(), isEnd: isEnd, attributes: attributes, isMalformed: isMalformed)
    }

    /// nil when its value stands without quotes.
    private static func attribute(_ rest: inout Substring) -> (String, String)? {
        let key = rest.prefix { !$0.isWhitespace && $0 != "=" && $0 != "/" }.lowercased()
        rest = rest.dropFirst(key.count)
        guard !key.isEmpty else { return nil }
        guard rest.first == "=" else { return (key, "") }
        rest = rest.dropFirst()
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
        let value = rest.dropFirst().prefix { $0 != quote }
        rest = rest.dropFirst(value.count + 2)
        return (key, HTMLReferences.replaced(value))
    }
}

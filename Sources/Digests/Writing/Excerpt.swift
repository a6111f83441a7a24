import Foundation

/// The beginning of a post's text, as it stands in a digest.
enum Excerpt {
    /// At most `length` characters, white space made single, cut at the end of a word with `…`; nil when empty.
    static func of(_ text: String, length: Int) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let first = words.first else { return nil }
        var excerpt = String(first.prefix(length))
        for word in words.dropFirst() {
            if excerpt.count + 1 + word.count > length { return excerpt + "…" }
            excerpt += " " + word
        }
        return first.count > length ? excerpt + "…" : excerpt
    }
}

import GRDB
import Mail
import Model

extension ImportColumn {
    /// One line of at most `max` characters: line breaks, tabs and runs of spaces become one space.
    static func line(_ name: String, max: Int) -> ImportColumn {
        ImportColumn(name) { text throws(BadCell) in
            let words = text.singleSpaced()
            try checkText(words, max: max)
            return words.databaseValue
        }
    }

    /// Text of several lines, at most `max` characters; CRLF becomes LF.
    static func text(_ name: String, max: Int) -> ImportColumn {
        ImportColumn(name) { text throws(BadCell) in
            let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
                .joined(separator: "\n")
            try checkText(lines, max: max)
            return lines.databaseValue
        }
    }

    /// Another row's id, kept as it is: it is looked up when it is needed, so the rows may come in any order.
    static func reference(_ name: String) -> ImportColumn {
        ImportColumn(name) { text throws(BadCell) in
            try checkText(text, max: 255)
            return text.databaseValue
        }
    }

    /// One of a few words.
    ///
    /// - Parameter first: What an empty cell means; nil when it means that nothing is known.
    static func word(_ name: String, of words: [String], whenEmpty first: String?) -> ImportColumn {
        ImportColumn(name, whenEmpty: .means(first.databaseValue)) { text throws(BadCell) in
            try checkWord(text, words)
            return text.databaseValue
        }
    }

    /// A list separated by `|`; empty entries and repetitions are left out.
    static func list(_ name: String, max: Int) -> ImportColumn {
        ImportColumn(name) { text throws(BadCell) in
            try checkText(text, max: max)
            return CellList.join(CellList.entries(of: text)).databaseValue
        }
    }

    /// A list of words from a fixed set.
    static func list(_ name: String, of words: [String]) -> ImportColumn {
        ImportColumn(name) { text throws(BadCell) in
            let entries = CellList.entries(of: text)
            for entry in entries { try checkWord(entry, words) }
            return CellList.join(entries).databaseValue
        }
    }

    /// An e-mail address, in the form `EmailAddress` writes; empty is NULL.
    static func email(_ name: String) -> ImportColumn {
        ImportColumn(name, whenEmpty: .means(.null)) { text throws(BadCell) in
            do throws(InvalidAddress) {
                return try EmailAddress(text).description.databaseValue
            } catch {
                throw BadCell("is no e-mail address (\(error)); correct it or leave it empty")
            }
        }
    }

    /// An address of the web that a letter may link to.
    static func webAddress(_ name: String) -> ImportColumn {
        ImportColumn(name) { text throws(BadCell) in
            guard WebAddress.isValid(text) else {
                throw BadCell(
                    "is no web address; write http:// or https://, a host and no spaces, "
                        + "at most \(WebAddress.maximumLength) octets, or leave it empty")
            }
            return text.databaseValue
        }
    }

    /// Line feeds and tabs are text; other control characters (C0, DEL and C1) are not.
    private static func checkText(_ text: String, max: Int) throws(BadCell) {
        guard text.utf8.count <= max || text.unicodeScalars.count <= max else {
            throw BadCell("is longer than \(max) characters; shorten it")
        }
        if text.hasControlCharacters {
            throw BadCell("holds a control character; take it out")
        }
    }

    private static func checkWord(_ text: String, _ words: [String]) throws(BadCell) {
        guard !words.contains(text) else { return }
        let nearest = NearestName.of(text, in: words).map { "; did you mean \($0)?" }
        let allowed =
            words.count <= 8 ? words.joined(separator: ", ") : "\(words[0]), \(words[1]) …"
        throw BadCell("is none of \(allowed)\(nearest ?? "")")
    }
}

import Mail
import Model

/// A piece of a digest that is one reader's alone, its template filled in once: fragments of text with the places
/// between them where the reader's values go. Values are put in, never looked for.
struct OwnLines: Sendable {
    /// What differs from reader to reader.
    enum Value: Int, CaseIterable {
        case givenName, unsubscribe, frequency, time

        /// The key in the templates.
        var key: String {
            switch self {
            case .givenName: "given_name"
            case .unsubscribe: "unsubscribe_url"
            case .frequency: "frequency_url"
            case .time: "time"
            }
        }

        /// Stands in the template's place while it is filled in: a letter behind a character of private use.
        fileprivate var mark: String {
            "\u{F0000}" + String(UnicodeScalar(UInt8(ascii: "a") + UInt8(rawValue)))
        }
    }

    /// Which of a few forms of the piece a reader gets.
    struct Form: Hashable, Sendable {
        /// `greeting` or `reason`.
        let piece: DigestTemplates.Piece
        let isHTML: Bool
        let voice: DigestVoice
        let isNamed: Bool
        let isLate: Bool
        let isWeekly: Bool
    }

    private let beginning: String
    /// A value and the text after it.
    private let rest: [(value: Value, text: String)]
    private let isHTML: Bool

    init(_ form: Form, _ templates: DigestTemplates, _ platform: Platform) {
        let flags: [String: Any] =
            form.piece == .greeting ? ["late": form.isLate] : ["weekly": form.isWeekly]
        let values: [Value] =
            form.piece == .greeting
            ? [.unsubscribe] + (form.isNamed ? [.givenName] : [])
            : [.unsubscribe, .frequency, .time]
        let marks = values.map { ($0.key, $0.mark as Any) }
        let filled = templates.folder.render(
            "\(form.piece.rawValue).\(form.isHTML ? "html" : "txt")",
            platform.words(form.voice).merging(flags) { $1 }.merging(marks) { $1 })
        let parts = filled.split(separator: "\u{F0000}", omittingEmptySubsequences: false)
        beginning = String(parts[0])
        rest = parts.dropFirst().compactMap { part in
            Value.allCases.first { part.hasPrefix($0.mark.dropFirst()) }
                .map { (value: $0, text: String(part.dropFirst())) }
        }
        isHTML = form.isHTML
    }

    /// The lines of one reader.
    func lines(_ text: (Value) -> String) -> BodySegment {
        var lines = beginning
        for (value, after) in rest {
            lines += isHTML ? Self.escaped(text(value)) : text(value)
            lines += after
        }
        return BodySegment(lines)
    }

    private static let special = Set("&<>\"'".utf8)

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: special.contains) else { return text }
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

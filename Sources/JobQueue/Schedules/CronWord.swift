/// A piece of a cron expression, with where it stands.
struct CronWord: Equatable, Sendable {
    let text: String
    /// Counts from 1, in characters.
    let column: Int

    /// The words of `text`, which spaces and tabs part.
    static func words(of text: String) -> [CronWord] {
        CronWord(text: text, column: 1).pieces { $0 == " " || $0 == "\t" }.filter {
            !$0.text.isEmpty
        }
    }

    /// Its pieces, empty ones included.
    func split(at mark: Character) -> [CronWord] { pieces { $0 == mark } }

    /// One to nine digits, as a number.
    var number: Int? {
        let isDigits = text.utf8.allSatisfy { (48...57).contains($0) }
        return isDigits && (1...9).contains(text.utf8.count) ? Int(text) : nil
    }

    func error(_ reason: String, _ remedy: String) -> InvalidCronExpression {
        InvalidCronExpression(column: column, text: text, reason: reason, remedy: remedy)
    }

    private func pieces(_ isMark: (Character) -> Bool) -> [CronWord] {
        var found: [CronWord] = []
        var column = column
        for piece in text.split(omittingEmptySubsequences: false, whereSeparator: isMark) {
            found.append(CronWord(text: String(piece), column: column))
            column += piece.count + 1
        }
        return found
    }
}

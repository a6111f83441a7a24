import Mustache

/// Hands a checked template to swift-mustache.
enum TemplateEngine {
    /// What the engine does not take though our own check does: such as a lone `{` at the very end
    /// of a file.
    struct Refusal: Error {
        let place: TemplatePlace?
        let reason: String
    }

    /// Each file says what it is: the engine goes back to HTML at the start of a partial.
    private static let textPragma = "{{% CONTENT_TYPE:TEXT}}\n"

    /// - Parameter ending: `html` escapes values, `txt` does not.
    static func parse(_ text: String, ending: String) throws(Refusal) -> MustacheTemplate {
        let pragma = ending == "txt" ? textPragma : ""
        do {
            return try MustacheTemplate(string: pragma + text)
        } catch let error as MustacheTemplate.ParserError {
            let line = error.context.lineNumber - (pragma.isEmpty ? 0 : 1)
            let place = TemplatePlace(line: line, column: error.context.columnNumber)
            throw Refusal(
                place: place, reason: "the engine cannot read on from here: \(error.error)")
        } catch {
            throw Refusal(place: nil, reason: "the engine cannot read this file: \(error)")
        }
    }
}

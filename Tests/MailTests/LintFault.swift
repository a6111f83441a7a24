@testable import Mail

/// A way to spoil a message that keeps every rule, and the rule that is meant for it.
struct LintFault: Sendable, CustomStringConvertible {
    let rule: String
    let what: String
    private let spoil: @Sendable () throws -> [UInt8]

    var description: String { "\(rule): \(what.prefix(60))" }

    func octets() throws -> [UInt8] { try spoil() }

    /// In the octets: `old`, which stands there, becomes `new`.
    static func wire(_ rule: String, _ old: String, _ new: String) -> LintFault {
        LintFault(rule: rule, what: "\(old) → \(new)".debugDescription) {
            Array(try replaced(try composed(LintSamples.digest()), old, new).utf8)
        }
    }

    /// In the HTML before it is encoded.
    static func html(_ rule: String, _ old: String, _ new: String) -> LintFault {
        message(rule, "\(old) → \(new)") {
            $0.html = [BodySegment(try replaced(LintSamples.html, old, new))]
        }
    }

    /// In the text before it is encoded.
    static func text(_ rule: String, _ old: String, _ new: String) -> LintFault {
        message(rule, "\(old) → \(new)") {
            $0.text = [BodySegment(try replaced(LintSamples.text, old, new))]
        }
    }

    /// The same in text and HTML.
    static func both(_ rule: String, _ old: String, _ new: String) -> LintFault {
        message(rule, "\(old) → \(new)") {
            $0.text = [BodySegment(LintSamples.text.replacing(old, with: new))]
            $0.html = [BodySegment(try replaced(LintSamples.html, old, new))]
        }
    }

    static func calendar(_ rule: String, _ old: String, _ new: String) -> LintFault {
        LintFault(rule: rule, what: "\(old) → \(new)") {
            var message = try LintSamples.reminder()
            _ = try replaced(LintSamples.calendar(), old, new)
            message.calendar = CalendarPart(method: .request, text: LintSamples.calendar(old, new))
            return MessageComposer.compose(message)
        }
    }

    static func message(
        _ rule: String, _ what: String, _ change: @escaping @Sendable (inout Message) throws -> Void
    ) -> LintFault {
        LintFault(rule: rule, what: what) {
            var message = try LintSamples.digest()
            try change(&message)
            return MessageComposer.compose(message)
        }
    }

    /// Nothing to replace is a fault of the table.
    struct NotThere: Error { let text: String }

    private static func composed(_ message: Message) -> String {
        String(decoding: MessageComposer.compose(message), as: UTF8.self)
    }

    private static func replaced(_ text: String, _ old: String, _ new: String) throws -> String {
        // By scalars: CR LF is one character, and a lone LF would not be found beside it.
        guard let place = text.unicodeScalars.firstRange(of: old.unicodeScalars) else {
            throw NotThere(text: old)
        }
        var scalars = text.unicodeScalars
        scalars.replaceSubrange(place, with: new.unicodeScalars)
        return String(scalars)
    }
}

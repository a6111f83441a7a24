public import Mail
import Model

/// The templates of a digest, `jobs/digest/<language>`, and the keys they may use.
public struct DigestTemplates: Sendable {
    let folder: TemplateFolder

    /// Reads and checks all templates of a folder.
    ///
    /// - Throws: `TemplateProblems` with all problems of all files.
    public init(path: String) throws(TemplateProblems) {
        folder = try TemplateFolder(path: path, templates: Self.required)
    }

    /// The pieces of a letter, in their order; each is a template for the text and one for the HTML, except those that
    /// have nothing to say in the text.
    enum Piece: String, CaseIterable {
        case start, preview, masthead, greeting
        case heading, change, event, help, post, entry, poll, question, more
        case closing, reason, end

        var endings: [String] {
            switch self {
            case .start, .preview, .end: ["html"]
            default: ["txt", "html"]
            }
        }
    }

    /// What every template knows: the platform, and the form of address already filled in.
    static let common: TemplateKeys = [
        "platform": .value, "platform_url": .value, "desk_phone": .value, "u": .value, "U": .value,
        "uw": .value, "Uw": .value, "je": .flag,
    ]

    private static let required: [String: TemplateKeys] = {
        var all = ["subject.txt": common.merging(subject)]
        for piece in Piece.allCases {
            let keys = common.merging(keys(of: piece))
            for ending in piece.endings { all["\(piece.rawValue).\(ending)"] = keys }
        }
        return all
    }()

    private static let subject: TemplateKeys = [
        "morning": .flag, "afternoon": .flag, "evening": .flag, "weekly": .flag, "change": .value,
        "event": .value, "posts": .value, "one_post": .flag, "only_posts": .flag, "other": .flag,
    ]

    private static func keys(of piece: Piece) -> TemplateKeys {
        switch piece {
        case .start, .closing, .end: [:]
        case .preview: ["subject": .value, "preheader": .value]
        case .masthead: ["date": .value]
        case .greeting: ["given_name": .value, "late": .flag, "unsubscribe_url": .value]
        case .heading:
            [
                "changes": .flag, "today": .flag, "tomorrow": .flag, "day": .value, "date": .value,
                "help": .flag, "posts": .flag, "map": .flag, "polls": .flag,
            ]
        case .change:
            [
                "cancelled": .flag, "title": .value, "before": .value, "now": .value,
                "place": .value, "url": .value,
            ]
        case .event:
            [
                "time": .value, "all_day": .flag, "title": .value, "place": .value,
                "organiser": .value, "url": .value,
            ]
        case .help: ["title": .value, "text": .value, "urgent": .flag, "url": .value]
        case .post:
            [
                "title": .value, "excerpt": .value, "author": .value, "url": .value,
                "image_url": .value, "question": .flag, "story": .flag, "callout": .flag,
            ]
        case .entry:
            ["name": .value, "description": .value, "category": .value, "url": .value]
        case .poll: ["question": .value, "closes": .value, "url": .value]
        case .question: ["question": .value]
        case .more: ["count": .value, "one": .flag, "url": .value]
        case .reason:
            [
                "unsubscribe_url": .value, "frequency_url": .value, "time": .value,
                "weekly": .flag,
            ]
        }
    }
}

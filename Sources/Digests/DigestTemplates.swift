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

    /// The pieces of a letter that have a text and an HTML side.
    enum Piece: String, CaseIterable {
        case opening, events, posts, map, polls, question, more, closing
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
            all["\(piece.rawValue).html"] = keys
            all["\(piece.rawValue).txt"] = keys
        }
        return all
    }()

    private static let subject: TemplateKeys = [
        "first_event": .value, "posts": .section(["count": .value]), "one_post": .flag,
        "other": .flag,
    ]

    private static func keys(of piece: Piece) -> TemplateKeys {
        switch piece {
        case .opening:
            [
                "given_name": .value, "date": .value, "preheader": .value, "subject": .value,
                "late": .flag, "unsubscribe_url": .value,
            ]
        case .events:
            [
                "days": .list([
                    "title": .value, "date": .value,
                    "events": .list([
                        "time": .value, "all_day": .flag, "title": .value, "place": .value,
                        "organiser": .value, "url": .value,
                    ]),
                ])
            ]
        case .posts:
            [
                "posts": .list([
                    "title": .value, "excerpt": .value, "author": .value, "url": .value,
                    "question": .flag, "story": .flag, "callout": .flag,
                ])
            ]
        case .map:
            [
                "entries": .list([
                    "name": .value, "description": .value, "category": .value, "url": .value,
                ])
            ]
        case .polls:
            ["polls": .list(["question": .value, "closes": .value, "url": .value])]
        case .question: ["question": .value]
        case .more: ["count": .value, "one": .flag, "url": .value]
        case .closing: ["unsubscribe_url": .value, "frequency_url": .value, "time": .value]
        }
    }
}

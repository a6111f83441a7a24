public import Mail
import Model

/// The templates of account letters, `jobs/account/<language>`: a subject, a text and an HTML side
/// for each ``AccountLetter/About``.
public struct AccountTemplates: Sendable {
    private let folders: [Language: TemplateFolder]

    /// Reads and checks all languages.
    ///
    /// - Parameter path: The folder with a folder for each language.
    /// - Throws: `TemplateProblems` with all problems of all files.
    public init(path: String) throws(TemplateProblems) {
        var folders: [Language: TemplateFolder] = [:]
        var problems: [TemplateProblem] = []
        for language in Language.allCases {
            do throws(TemplateProblems) {
                folders[language] = try TemplateFolder(
                    path: "\(path)/\(language.rawValue)", templates: Self.required)
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw TemplateProblems(problems: problems) }
        self.folders = folders
    }

    /// A letter's subject, text and HTML.
    func render(_ about: AccountLetter.About, _ language: Language, _ values: [String: Any])
        -> (subject: String, text: String, html: String)
    {
        guard let folder = folders[language] else {
            preconditionFailure("the templates of all languages are read at the start")
        }
        let subject = folder.render("\(about.rawValue)-subject.txt", values)
        return (
            subject.filter { !$0.isNewline }, folder.render("\(about.rawValue).txt", values),
            folder.render("\(about.rawValue).html", values)
        )
    }

    private static let required: [String: TemplateKeys] = {
        let names = AccountLetter.About.allCases.map(\.rawValue).flatMap {
            ["\($0)-subject.txt", "\($0).txt", "\($0).html"]
        }
        return Dictionary(uniqueKeysWithValues: names.map { ($0, keys) })
    }()

    private static let keys: TemplateKeys = [
        "platform": .value, "platform_url": .value, "desk_phone": .value, "u": .value, "U": .value,
        "uw": .value, "Uw": .value, "je": .flag, "given_name": .value, "url": .value,
    ]
}

import Digests
import Foundation
import Mail
import Model

/// What a digest says: the templates in `jobs/digest/nl` and `en`, and the questions of the week beside them.
struct DigestWords: Sendable {
    /// The questions of the week in a language.
    static func questionsFile(_ language: Language) -> String {
        "questions.\(language.rawValue).txt"
    }
    private static let largest = 256 * 1024

    /// Where they stand: the folder of the job.
    let folder: String
    /// Those of each language without problems. Dutch has to be there; another language may be left out, and its
    /// readers then get that of the platform.
    let languages: [Language: DigestLanguage]
    /// Sorted.
    let problems: [Problem]

    /// Reads all of it.
    ///
    /// - Parameter folder: The folder of the job, which may be missing parts.
    init(in folder: String) {
        var (languages, problems) = ([Language: DigestLanguage](), [Problem]())
        for language in Language.allCases {
            let path = "\(folder)/\(language.rawValue)"
            guard language == .nl || FileManager.default.fileExists(atPath: path) else { continue }
            let templates = Self.templates(path)
            let questions = Self.questions("\(folder)/\(Self.questionsFile(language))")
            problems += templates.problems + questions.problems
            languages[language] = templates.read.map {
                DigestLanguage(templates: $0, questions: questions.read)
            }
        }
        self.folder = folder
        self.languages = languages
        self.problems = problems.sorted()
    }

    private static func templates(_ folder: String) -> (read: DigestTemplates?, problems: [Problem])
    {
        guard FileManager.default.fileExists(atPath: folder) else {
            return (nil, [Problem(wholeFile: folder, .noTemplates)])
        }
        do throws(TemplateProblems) {
            return (try DigestTemplates(path: folder), [])
        } catch {
            return (nil, error.problems.map(Problem.init(template:)))
        }
    }

    private static func questions(_ path: String) -> (read: QuestionList?, problems: [Problem]) {
        do throws(FileOctets.Failure) {
            let octets = try FileOctets.read(path, limit: largest).octets
            guard let text = String(validating: octets, as: UTF8.self) else {
                return (nil, [Problem(wholeFile: path, .questionsNotUTF8)])
            }
            let list = QuestionList(text)
            return (list, list.questions.isEmpty ? [Problem(wholeFile: path, .noQuestion)] : [])
        } catch .missing {
            return (nil, [])
        } catch {
            return (nil, [Problem(wholeFile: path, error.complaint(limit: largest))])
        }
    }
}

extension Complaint {
    fileprivate static let noTemplates = Complaint(
        "is missing, and with it every template of the digest",
        remedy: "copy it from jobs/digest/nl, which comes with buurtpost")
    fileprivate static let questionsNotUTF8 = Complaint(
        "is not UTF-8", remedy: "save it as UTF-8")
    fileprivate static let noQuestion = Complaint(
        "holds no question",
        remedy: "write one on each line, without # before it, or take the file away")
}

extension Problem {
    /// A problem of a template; its reason says what to do as well.
    init(template problem: TemplateProblem) {
        self.init(
            place: .file(
                path: problem.file, line: problem.line ?? 1, column: problem.column ?? 1),
            key: "", what: problem.reason, remedy: "mend the template")
    }
}

extension Problem {
    /// A problem of the file or folder at `path` as a whole.
    init(wholeFile path: String, key: String = "", _ complaint: Complaint) {
        self.init(
            place: .file(path: path, line: 1, column: 1), key: key, what: complaint.what,
            remedy: complaint.remedy)
    }
}

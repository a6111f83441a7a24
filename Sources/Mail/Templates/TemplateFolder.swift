import Mustache

/// The templates of one kind of letter in one language: the files of a folder such as
/// `jobs/digest/nl`.
///
/// `NAME.html` is HTML and escapes every value; `NAME.txt` is plain text and escapes nothing. The
/// language is Mustache without lambdas, inheritance, pragmas and other delimiters; `{{> NAME}}`
/// includes a file of the same folder and ending. Everything is read and checked at once;
/// afterwards nothing can fail.
public struct TemplateFolder: Sendable {
    /// One engine for each ending: a partial keeps to its own.
    private let libraries: [String: MustacheLibrary]
    private let keys: [String: TemplateKeys]

    /// Reads and checks all files of a folder. Those whose names begin with a dot count for
    /// nothing.
    ///
    /// - Parameters:
    ///   - path: Stands before the names in problems.
    ///   - templates: What renderers ask for, such as `"opening.html"`, each with its keys. All
    ///     must be there; of the other files each must be included by one of these.
    /// - Throws: ``TemplateProblems`` with all problems of all files: unreadable or too large (256
    ///   KB), missing, unused, tags that do not nest, unknown keys and partials, partials that
    ///   include themselves, raw values.
    public init(path: String, templates: [String: TemplateKeys]) throws(TemplateProblems) {
        let folder = TemplateFiles(readingFrom: path)
        try self.init(
            path: path, files: folder.texts, templates: templates, problems: folder.problems)
    }

    /// The same for files already in memory, by name.
    init(
        path: String, files: [String: String], templates: [String: TemplateKeys],
        problems: [TemplateProblem] = []
    ) throws(TemplateProblems) {
        let broken = Set(problems.map(\.file))
        var problems = Set(problems)
        for name in templates.keys where files[name] == nil && !broken.contains("\(path)/\(name)") {
            problems.insert(TemplateProblem(file: "\(path)/\(name)", "this template is missing"))
        }
        for ending in TemplateFiles.endings {
            problems.formUnion(Self.check(path, ending, files, templates))
        }
        libraries = problems.isEmpty ? Self.libraries(path, files, &problems) : [:]
        guard problems.isEmpty else { throw TemplateProblems(problems: problems.sorted()) }
        keys = templates
    }

    /// The template `name` filled with `values`.
    ///
    /// A key that is left out, nil or an empty text prints nothing and is not there for sections; a
    /// flag left out is no, a list left out is empty. Zero is printed. Lines end as they do in the
    /// file.
    ///
    /// - Precondition: `name` is one of the templates asked for at the start, and each value is
    ///   what its key declares: `String`, `Substring`, a number, `Bool`, `[String: Any]`,
    ///   `[[String: Any]]` or `[String]`.
    public func render(_ name: String, _ values: [String: Any]) -> String {
        guard let keys = keys[name], let file = TemplateFiles.parts(of: name),
            let text = libraries[file.ending]?.render(
                TemplateValues.fitted(values, to: keys), withTemplate: file.name)
        else { preconditionFailure("the template \(name) was not asked for when loading") }
        return text
    }

    private static func check(
        _ path: String, _ ending: String, _ files: [String: String],
        _ templates: [String: TemplateKeys]
    ) -> Set<TemplateProblem> {
        let trees = named(files, ending).map {
            ($0, TemplateTree($1, file: "\(path)/\($0).\(ending)"))
        }
        var checker = TemplateChecker(
            folder: path, ending: ending, trees: Dictionary(uniqueKeysWithValues: trees))
        for (name, keys) in named(templates, ending) { checker.check(name, keys: keys) }
        let unused = trees.filter { !checker.reached.contains($0.0) }.map {
            TemplateProblem(
                file: "\(path)/\($0.0).\(ending)",
                "no letter asks for this file and no template of its ending includes it")
        }
        return checker.problems.union(trees.flatMap(\.1.problems)).union(unused)
    }

    /// Those of one ending, by name without it.
    private static func named<Value>(_ all: [String: Value], _ ending: String) -> [(String, Value)]
    {
        all.compactMap { name, value in
            let file = TemplateFiles.parts(of: name)
            return file?.ending == ending ? file.map { ($0.name, value) } : nil
        }
    }

    private static func libraries(
        _ path: String, _ files: [String: String], _ problems: inout Set<TemplateProblem>
    ) -> [String: MustacheLibrary] {
        var libraries: [String: MustacheLibrary] = [:]
        for ending in TemplateFiles.endings {
            var library = MustacheLibrary()
            for (name, text) in named(files, ending) {
                do {
                    library.register(try TemplateEngine.parse(text, ending: ending), named: name)
                } catch {
                    let file = "\(path)/\(name).\(ending)"
                    problems.insert(TemplateProblem(file: file, at: error.place, error.reason))
                }
            }
            libraries[ending] = library
        }
        return libraries
    }
}

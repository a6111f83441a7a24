import Mail
import Pages

/// What account letters say: the templates in `jobs/account/nl` and `jobs/account/en`.
struct AccountWords: Sendable {
    /// nil when there are problems with them.
    let templates: AccountTemplates?
    /// Sorted.
    let problems: [Problem]

    /// - Parameter folder: The folder of the job.
    init(in folder: String) {
        do throws(TemplateProblems) {
            templates = try AccountTemplates(path: folder)
            problems = []
        } catch {
            templates = nil
            problems = error.problems.map(Problem.init(template:)).sorted()
        }
    }
}

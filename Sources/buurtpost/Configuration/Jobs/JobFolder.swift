import Foundation
import Model

/// The folder that `jobs_directory` names: a folder for each kind of job, in it `job.yaml` and the templates.
///
/// Names that begin with a dot are left alone. Everything else that is not expected is a problem: a job in a
/// folder that is misspelt would silently never run. A kind without a folder does not run, which is no problem.
struct JobFolder {
    /// Every kind that the program has.
    static let kinds = [AccountJobSettings.kind, DigestJobSettings.kind]

    /// The `job.yaml` of the morning digest; nil when it has no folder.
    let digestFile: SettingsFile<JobFile<DigestJobSettings>>?
    /// The `job.yaml` of account letters; nil when it has no folder.
    let accountFile: SettingsFile<JobFile<AccountJobSettings>>?
    /// Sorted. What is wrong with the folder or with a `job.yaml`; words are not looked at (``DigestWords``).
    let problems: [Problem]

    /// Reads the folder.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - place: Where it is named, for the case that it is missing.
    init(_ path: String, namedAt place: Problem.Place) {
        guard let names = Self.names(in: path) else {
            digestFile = nil
            accountFile = nil
            problems = [Self.missing(place)]
            return
        }
        let digest = Self.job(DigestJobSettings.self, in: path, names)
        digestFile = digest?.file
        let account = Self.job(AccountJobSettings.self, in: path, names)
        accountFile = account?.file
        let strangers = names.filter { !Self.kinds.contains($0) }.map {
            Self.stranger($0, in: path)
        }
        problems =
            (strangers + (digest?.problems ?? []) + (account?.problems ?? [])
            + Self.noJobs(names, in: path)).sorted()
    }

    /// The morning digest; nil when it has no folder, or problems.
    var digest: JobFile<DigestJobSettings>? { digestFile?.settings }

    private static func job<Settings: JobSettings>(
        _: Settings.Type, in path: String, _ names: [String]
    ) -> (file: SettingsFile<JobFile<Settings>>, problems: [Problem])? {
        guard names.contains(Settings.kind) else { return nil }
        let folder = "\(path)/\(Settings.kind)"
        let file = SettingsFile("\(folder)/job.yaml", JobFile<Settings>.init)
        return (file, file.problems + strayProblems(in: folder, Settings.files))
    }

    /// A folder of a kind holds `job.yaml`, the files of the kind, and a folder for each language.
    private static func strayProblems(in folder: String, _ files: [String]) -> [Problem] {
        let expected = ["job.yaml"] + files + Language.allCases.map(\.rawValue)
        let strays = (names(in: folder) ?? []).filter { !expected.contains($0) }
        return strays.map { name in
            problem(
                "\(folder)/\(shown(name))", "does not belong here",
                NearestName.remedy(for: name, in: expected))
        }
    }

    private static func stranger(_ name: String, in path: String) -> Problem {
        problem(
            "\(path)/\(shown(name))", "is not a kind of job",
            NearestName.remedy(for: name, in: kinds))
    }

    private static func noJobs(_ names: [String], in path: String) -> [Problem] {
        guard names.isEmpty else { return [] }
        return [problem(path, "holds no jobs", "copy the folder jobs that comes with buurtpost")]
    }

    private static func missing(_ place: Problem.Place) -> Problem {
        Problem(
            place: place, key: "jobs_directory", what: "is not a folder that can be read",
            remedy: "make it, or name the folder with the jobs")
    }

    /// Sorted, without those that begin with a dot; nil when `path` is not a folder that can be read.
    private static func names(in path: String) -> [String]? {
        let names = try? FileManager.default.contentsOfDirectory(atPath: path)
        return names?.filter { $0.first != "." }.sorted()
    }

    private static func problem(_ path: String, _ what: String, _ remedy: String) -> Problem {
        Problem(wholeFile: path, Complaint(what, remedy: remedy))
    }

    /// A file's name as it may be printed.
    private static func shown(_ name: String) -> String {
        String(quotation(name).dropFirst().dropLast())
    }
}

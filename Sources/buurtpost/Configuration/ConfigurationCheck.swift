import Digests
import Foundation
import Mail
import Model
import Pages

/// Everything that is configured, looked at once: the file, the environment, the jobs, the passwords, the keys.
///
/// What ``problems`` is empty for, `run` starts with; and `run` works with what was read here, so that nothing changes
/// between the check and the start. Nothing is written and no relay is asked. A systemd credential is looked at only
/// where systemd gives them, which is inside the service; outside it is taken on trust.
/// While the file has problems, the jobs are still checked; passwords, keys and what goes together are not.
struct ConfigurationCheck {
    /// nil when the file has problems.
    let configuration: Configuration?
    /// nil when there is no folder `digest`, or it has problems.
    let digest: (job: JobFile<DigestJobSettings>, words: DigestWords)?
    /// nil when there is no folder `account`, or it has problems.
    let account: (job: JobFile<AccountJobSettings>, templates: AccountTemplates)?
    /// Sorted. What is wrong with the keys' files; one that is missing is made at the first start.
    let keyProblems: [Problem]
    private let otherProblems: [Problem]

    /// Every problem, sorted by file and line; empty when the program can start.
    var problems: [Problem] { (otherProblems + keyProblems).sorted() }

    /// What stands in the way of a command that only looks: everything but the keys.
    var problemsForLooking: [Problem] { otherProblems.sorted() }

    /// The letters that the templates make, held against the rules of good messages; nil when something else is wrong
    /// already. Takes some time: for who is about to send, and for who asks.
    ///
    /// What cannot even be written is a problem.
    func letters() -> SampleLetters? {
        guard otherProblems.isEmpty, let configuration, let digest,
            let installation = DigestInstallation(digest.job, digest.words, configuration)
        else { return nil }
        return SampleLetters(configuration, installation, folder: digest.words.folder)
    }

    /// - Parameters:
    ///   - path: The configuration file.
    ///   - environment: The variables of the process.
    init(path: String, environment: [String: String]) {
        let file = SettingsFile(path, environment: environment, Configuration.init)
        let jobs = CheckedJobs(configuredIn: path, environment)
        let credentials = environment["CREDENTIALS_DIRECTORY"]
        configuration = file.settings
        digest = jobs.digest
        account = jobs.account
        keyProblems = file.settings?.keys.problems(credentials: credentials) ?? []
        otherProblems =
            file.problems + jobs.problems + file.passwordProblems(credentials)
            + file.authorityProblems + file.deskProblems(credentials)
            + file.versionProblems(with: jobs)
    }
}

/// The jobs' folder with all that is in it. Its key is read apart from the rest of the file, which may have problems.
private struct CheckedJobs {
    let folder: JobFolder?
    let words: DigestWords?
    let accountWords: AccountWords?

    init(configuredIn path: String, _ environment: [String: String]) {
        var directory: String?
        let file = SettingsFile<Void>(path, environment: environment) { section in
            directory = Configuration.jobsDirectory(section)
        }
        let folder = directory.map {
            JobFolder($0, namedAt: file.place(of: "jobs_directory"))
        }
        let digest = directory.map { "\($0)/\(DigestJobSettings.kind)" } ?? ""
        words = folder?.digestFile.map { _ in DigestWords(in: digest) }
        let account = directory.map { "\($0)/\(AccountJobSettings.kind)" } ?? ""
        accountWords = folder?.accountFile.map { _ in AccountWords(in: account) }
        self.folder = folder
    }

    var problems: [Problem] {
        (folder?.problems ?? []) + (words?.problems ?? []) + (accountWords?.problems ?? [])
    }

    var account: (job: JobFile<AccountJobSettings>, templates: AccountTemplates)? {
        guard let job = folder?.accountFile?.settings, let words = accountWords?.templates else {
            return nil
        }
        return (job, words)
    }

    var digest: (job: JobFile<DigestJobSettings>, words: DigestWords)? {
        guard let job = folder?.digest, let words, words.languages[.nl] != nil else { return nil }
        return (job, words)
    }
}

extension SettingsFile<Configuration> {
    fileprivate func passwordProblems(_ credentials: String?) -> [Problem] {
        (settings?.relays ?? []).enumerated().compactMap { index, relay in
            relay.password?.complaint(credentials: credentials).map {
                problem("relays[\(index)].password_file", $0)
            }
        }
    }

    fileprivate func deskProblems(_ credentials: String?) -> [Problem] {
        guard let complaint = settings?.pages.desk.complaint(credentials: credentials) else {
            return []
        }
        return [problem("pages.beheer.password_file", complaint)]
    }

    /// A file of authorities that is missing would only show when letters wait.
    fileprivate var authorityProblems: [Problem] {
        (settings?.relays ?? []).enumerated().compactMap { index, relay in
            guard let path = relay.authorities, access(path, R_OK) != 0 else { return nil }
            return problem("relays[\(index)].ca_file", .unreadableAuthorities)
        }
    }

    /// What the file may say and this version cannot do.
    fileprivate func versionProblems(with jobs: CheckedJobs) -> [Problem] {
        guard let settings else { return [] }
        return settings.relays.indices.compactMap { transportProblem(settings, $0) }
            + settings.relays.indices.compactMap { repetitionProblem(settings, $0) }
            + [rhythmProblem(settings, jobs)].compactMap { $0 }
            + (jobs.words == nil ? [] : languageProblems(settings))
    }

    private func transportProblem(_ settings: Configuration, _ index: Int) -> Problem? {
        do throws(InvalidTransportURL) {
            _ = try settings.relays[index].transport()
            return nil
        } catch {
            return problem("relays[\(index)].url", Complaint(error))
        }
    }

    /// Pauses, rates and answers are kept by the name of the relay.
    private func repetitionProblem(_ settings: Configuration, _ index: Int) -> Problem? {
        let names = settings.relays.prefix(index + 1).map { (try? $0.transport())?.name }
        guard let name = names.last ?? nil, let first = names.firstIndex(of: name), first < index
        else { return nil }
        return problem("relays[\(index)].url", .repeated(first))
    }

    private func languageProblems(_ settings: Configuration) -> [Problem] {
        settings.platform.language == .nl
            ? [] : [problem("platform.language", .noTemplates(in: settings.platform.language))]
    }

    /// The planner looks `lead_minutes` ahead; when it comes by less often, it misses hours in between.
    private func rhythmProblem(_ settings: Configuration, _ jobs: CheckedJobs) -> Problem? {
        guard let file = jobs.folder?.digestFile, let every = file.settings?.schedule.every,
            every > .seconds(60 * settings.mail.leadMinutes)
        else { return nil }
        let key = "schedule.every"
        return Problem(
            place: file.place(of: key), key: key,
            what: "is longer than mail.lead_minutes, so that readers in between are found too late",
            remedy: "write \(settings.mail.leadMinutes)m or less, or raise mail.lead_minutes")
    }

    private func problem(_ key: String, _ complaint: Complaint) -> Problem {
        Problem(place: place(of: key), key: key, what: complaint.what, remedy: complaint.remedy)
    }
}

extension SecretSource {
    /// What is wrong with the secret; nil for nothing, and for a credential outside of a service.
    fileprivate func complaint(credentials: String?) -> Complaint? {
        if case .credential = self, credentials == nil { return nil }
        do throws(Complaint) {
            _ = try read(credentials: credentials)
            return nil
        } catch {
            return error
        }
    }
}

extension Complaint {
    /// The reason has two halves: what is wrong, and after a semicolon what to do.
    fileprivate init(_ error: InvalidTransportURL) {
        let halves = error.reason.split(separator: "; ", maxSplits: 1)
        self.init(
            String(halves[0]),
            remedy: halves.count > 1
                ? String(halves[1]) : "write smtp://HOST:PORT or maildir:DIR")
    }

    fileprivate static let unreadableAuthorities = Complaint(
        "cannot be read", remedy: "name a file with certificates in PEM, or leave it out")

    fileprivate static func repeated(_ first: Int) -> Complaint {
        Complaint(
            "is the same place as relays[\(first)].url",
            remedy:
                "name each relay once; connections and rate_per_second say how hard it may be worked"
        )
    }

    fileprivate static func noTemplates(in language: Language) -> Complaint {
        Complaint(
            "is \(language.rawValue), and this version has no templates in it",
            remedy: "write nl")
    }
}

import Digests
import Foundation
import GRDB
import JobQueue
import Mail
import Model

/// What the letters would look like that the templates of the jobs make: written about made-up news, and held against
/// docs/messages.md.
struct SampleLetters {
    /// Broken by the letters of a folder of templates: no relay would get them.
    let problems: [Problem]
    /// Not as good letters are; they are sent all the same.
    let warnings: [Problem]

    /// Wednesday, 25 March 2026, 07:30 in Amsterdam.
    private static let morning = Date(unixMilliseconds: 1_774_420_200_000)

    /// - Parameter folder: That of the job; the templates of a language stand in `<folder>/<language>`.
    init(_ configuration: Configuration, _ digest: DigestInstallation, folder: String) {
        do {
            let found = try Self.findings(configuration, digest)
            problems = Self.problems(found.filter { $0.finding.severity == .fatal }, folder)
            warnings = Self.problems(found.filter { $0.finding.severity != .fatal }, folder)
        } catch {
            warnings = []
            problems = [
                Problem(
                    wholeFile: folder,
                    Complaint(
                        "makes letters that cannot be written: \(error)",
                        remedy: "mend the templates"))
            ]
        }
    }

    private typealias Finding = (language: Language, finding: LintFinding)

    private static func findings(
        _ configuration: Configuration, _ digest: DigestInstallation
    ) throws -> [Finding] {
        let installation = try Installation(sampleOf: configuration, digest)
        let linter = try installation.linter()
        let desk = try installation.desk(clock: WallClock { morning })
        let database = try DatabaseQueue()
        try Schema.migrator.migrate(database)
        return try digest.words.keys.sorted { $0.rawValue < $1.rawValue }.flatMap { language in
            try letters(in: language, installation, desk, database)
                .flatMap(linter.findings(in:)).map { (language, $0) }
        }
    }

    private static func letters(
        in language: Language, _ installation: Installation, _ desk: WritingDesk,
        _ database: DatabaseQueue
    ) throws -> [[UInt8]] {
        var octets: [[UInt8]] = []
        try database.inTransaction { db in
            let sample = DigestSample(
                languages: [language], calendar: installation.platform.calendar, now: morning)
            octets = try sample.letters(in: db).compactMap { try desk.preview($0, in: db)?.octets }
            return .rollback
        }
        return octets
    }

    /// Of each rule the first place in each language.
    private static func problems(_ found: [Finding], _ folder: String) -> [Problem] {
        var seen: Set<String> = []
        return found.filter { seen.insert("\($0.language) \($0.finding.rule)").inserted }
            .map { language, finding in
                Problem(
                    wholeFile: "\(folder)/\(language.rawValue)",
                    Complaint(
                        "makes letters that break the rule \(finding.rule): \(finding.sentence)"
                            + (finding.place.isEmpty ? "" : " (\(finding.place))"),
                        remedy: "mend the templates; docs/messages.md has the rule, "
                            + "`buurtpost preview` shows a letter"))
            }
    }
}

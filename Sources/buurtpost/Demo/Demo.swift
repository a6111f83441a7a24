import Foundation
import GRDB
import JobQueue
import Logging
import Mail
import Model
import Neighbourhood

/// One morning of a town that does not exist, worked through at once with the program's own parts.
///
/// The clock stands at ``DemoDay``, and nothing in the environment is listened to: the letters go into the folder, whatever
/// relay the visitor has configured elsewhere.
struct Demo {
    let source: DemoSource
    let folder: DemoFolder
    /// The program as the visitor typed it, for the commands to go on with.
    let program: String

    /// Makes the folder anew and everything in it.
    ///
    /// - Throws: ``DemoError``, and whatever the parts have to complain about, with file and line.
    func run() throws -> DemoResult {
        let leaf = try DemoLeaf(source)
        try folder.prepare(from: source)
        let installation = try Installation(config: folder.configuration, environment: [:])
        let imports = try [(source.town, DemoDay.joined), (source.morning, DemoDay.newsIn)].map {
            try Import(installation).run(folder: $0, now: Instant($1).date)
        }
        let morning = try work(installation)
        let next = DemoCommandLine.next(program: program, folder: folder)
        try leaf.write(
            morning, date: try date(installation), of: installation.platform, next: next,
            to: folder)
        return DemoResult(
            platform: installation.platform, imports: imports, morning: morning, next: next,
            folder: folder)
    }

    private func work(_ installation: Installation) throws -> DemoMorning {
        var logger = Logger(label: "buurtpost")
        logger.logLevel = .warning
        let drain = try Drain(
            installation, from: Instant(DemoDay.begin).date, until: Instant(DemoDay.end).date,
            logger: logger)
        let closed = try drain.work()
        if let reason = closed.values.sorted().first { throw DemoError.waiting(reason: reason) }
        let date = try date(installation)
        return try drain.database.reader().read { db in
            try DemoMorning(of: date, installation, in: db)
        }
    }

    private func date(_ installation: Installation) throws -> LocalDate {
        installation.platform.calendar.date(at: try Instant(DemoDay.begin).date)
    }
}

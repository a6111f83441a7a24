import BuurtpostTestKit
import Digests
import Foundation
import GRDB
import JobQueue
import Mail
import Model
import Neighbourhood

/// A sample town in a database, imported once; each measurement works on a copy of the file.
final class Town {
    /// Rows that were imported, and how long that took.
    let rows: Int
    let importing: Duration
    private let folder = TemporaryFolder()

    init(residents: Int) throws {
        let exchange = folder.url.appendingPathComponent("exchange")
        try SampleTown(residents: residents, seed: 7, morning: LocalDate("2026-03-25")!)
            .write(to: exchange)
        let file = try DatabaseFile(path: folder.path("town.db"), migrator: Self.migrator)
        let importer = Importer(
            database: file.writer, erasureKey: Office.key(7),
            now: .at("2026-03-25T03:00:00+01:00"), calendar: SampleTown.calendar,
            pause: { Thread.sleep(forTimeInterval: $0.inSeconds) })
        let (report, time) = try measured { try importer.run(folder: exchange) }
        rows = report.files.reduce(0) { $0 + $1.added }
        importing = time
        try file.writer.close()
    }

    /// A fresh copy of the town's database.
    func copy() throws -> String {
        try copy(of: folder.path("town.db"))
    }

    /// A copy of a database that nobody has open: then it is one file.
    func copy(of path: String) throws -> String {
        let copy = folder.path("\(UUID().uuidString).db")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        return copy
    }

    /// The tables of all modules.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        QueueSchema.register(in: &migrator)
        MailSchema.register(in: &migrator)
        NeighbourhoodSchema.register(in: &migrator)
        DigestSchema.register(in: &migrator)
        return migrator
    }
}

import BuurtpostTestKit
import Foundation
import GRDB
import Model

extension Instance {
    /// Imports a town whose readers all have their hour now, for the daemon goes by the real clock.
    ///
    /// - Returns: Who gets a digest.
    func settleForNow(residents: Int) throws -> [String] {
        let now = WallTime.now
        let town = SampleTown(residents: residents, seed: 7, morning: now.date)
        try settle(town, allAt: "\(now.time)")
        return try Census(townFolder, at: Date()).addresses()
    }

    /// Imports a town whose readers all have the same hour.
    ///
    /// - Parameter hour: HH:MM.
    func settle(_ town: SampleTown, allAt hour: String) throws {
        try town.write(to: townFolder)
        let file = townFolder.appendingPathComponent("residents.csv")
        try String(contentsOf: file, encoding: .utf8)
            .replacing(/,\d\d:\d\d,/, with: ",\(hour),")
            .write(to: file, atomically: true, encoding: .utf8)
        let ending = try run("import", townFolder.path)
        guard ending.status == 0 else { throw ImportFailed(complaints: ending.complaints) }
    }

    /// Lets a running daemon plan at once, instead of at its next look.
    func planNow() throws {
        try writer().write { try $0.execute(sql: "INSERT INTO job (kind) VALUES ('digest')") }
    }

    /// Runs `body` while nobody else can write into the database.
    func holdingWriteLock(_ body: () throws -> Void) throws {
        try writer().inDatabase { db in
            try db.inTransaction(.immediate) {
                try body()
                return .rollback
            }
        }
    }

    private func writer() throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(30)
        return try DatabaseQueue(path: folder.path("post.db"), configuration: configuration)
    }

    /// The town did not go in.
    struct ImportFailed: Error {
        let complaints: String
    }
}

/// The date and hour in Amsterdam.
private struct WallTime {
    let date: LocalDate
    let time: LocalTime

    static var now: WallTime {
        let calendar = SampleTown.calendar
        let now = Date()
        let date = calendar.date(at: now)
        let minute = Int(now.timeIntervalSince(calendar.startOfDay(date)) / 60)
        return WallTime(date: date, time: LocalTime(minute: min(minute, 1439)))
    }
}

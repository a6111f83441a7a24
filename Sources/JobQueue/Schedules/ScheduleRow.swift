import Foundation
import GRDB
import Model

/// What a row of the table `schedule` says about when it fires.
struct ScheduleRow {
    let name: String
    /// nil when another version wrote it and this one cannot read it.
    let rule: ScheduleRule?
    let zone: String
    let doneUntil: Date
    let isRemoved: Bool

    /// All rows by name, those of removed schedules too.
    static func all(_ db: Database) throws -> [String: ScheduleRow] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT name, rule, zone, done_until, removed_at IS NOT NULL FROM schedule"
        ).map {
            ScheduleRow(
                name: $0[0], rule: ScheduleRule(text: $0[1]), zone: $0[2],
                doneUntil: Date(unixMilliseconds: $0[3]), isRemoved: $0[4])
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })
    }

    func calendar(or fallback: LocalCalendar) -> LocalCalendar {
        TimeZone(identifier: zone).map(LocalCalendar.init(zone:)) ?? fallback
    }
}

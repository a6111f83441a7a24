import ArgumentParser
import Foundation
import GRDB
import JobQueue
import Neighbourhood
import Pages

/// `buurtpost person erase`
struct PersonEraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erases everything that is known about a resident.",
        discussion: """
            From now on no letter leaves. The daemon erases the rest within seconds, empties the write-ahead log, and \
            keeps a row in the table erasure as proof. It cannot be undone, and an import does not bring the resident \
            back. Copies of the database made before still hold everything.

              buurtpost person erase 17
            """)

    @OptionGroup var options: ConfigOption
    @OptionGroup var person: PersonOptions

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let now = WallClock.system.now()
            let job = try change(configuration) { db in
                guard let resident = try Resident.find(externalID: person.id, in: db) else {
                    throw UnknownPerson()
                }
                try Resident.setStatus(
                    .unsubscribed, of: resident.id, from: [.active, .unconfirmed], in: db)
                return try JobTable(db).enqueue(AccountJobs.erasure(of: resident.id), now: now).id
            }
            let when =
                isServed(configuration) == false
                ? "when the daemon starts, or with `buurtpost run --drain`" : "within seconds"
            try Output.show("the resident is erased by job \(job) \(when)")
        }
    }
}

import ArgumentParser
import Foundation
import GRDB
import JobQueue
import Neighbourhood
import Pages

/// `buurtpost person export`
struct PersonExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Prints everything that is known about a resident, as JSON.",
        discussion: """
            The same copy as readers get by themselves. It holds private data: mind where it goes.

              buurtpost person export 17 > copy.json
            """)

    @OptionGroup var options: ConfigOption
    @OptionGroup var person: PersonOptions

    func run() throws {
        try reporting {
            let installation = try Installation(config: options.config, for: .look)
            let copy = PersonExport(installation.personalData)
            let json = try look(installation.configuration) { db in
                try Resident.find(externalID: person.id, in: db).flatMap {
                    try copy.json(of: $0.id, now: WallClock.system.now(), in: db)
                }
            }
            guard let json else { throw UnknownPerson() }
            try Output.show(String(decoding: json, as: UTF8.self))
        }
    }
}

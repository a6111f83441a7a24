import ArgumentParser
import Foundation
import GRDB
import JobQueue
import Mail

/// `buurtpost letter show`: everything about one letter.
struct LetterShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows everything about one letter.",
        discussion: """
            Times are local ones; what is not set is left out. What it says is shown as its feature wrote it down, and \
            with it the address: they name people. Its tries are there as long as its job is.

              buurtpost letter show 17
            """)

    @OptionGroup var options: ConfigOption

    @Argument(help: "The number of the letter.")
    var id: Int64

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try reporting {
            let configuration = try options.read()
            let found = try look(configuration) { db in try LetterSheet.find(id, in: db) }
            guard let found else { throw UnknownLetter(id: id) }
            try Output.show(
                json
                    ? try Output.json(found)
                    : found.text(zone: configuration.platform.timeZone))
        }
    }
}

/// There is no letter with this number.
struct UnknownLetter: Error, CustomStringConvertible {
    let id: Int64

    var description: String {
        "there is no letter \(id); `buurtpost letter list` shows their numbers, and what is old is cleaned away"
    }
}

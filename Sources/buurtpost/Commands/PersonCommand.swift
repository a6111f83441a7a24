import ArgumentParser

/// `buurtpost person`: what is known about a resident, and forgetting it.
struct PersonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "Copies or erases what is known about a resident.",
        subcommands: [PersonExportCommand.self, PersonEraseCommand.self])
}

/// The id by which the platform knows a resident.
struct PersonOptions: ParsableArguments {
    @Argument(help: "The resident's id in residents.csv.")
    var id: String
}

/// There is no resident with this id. Does not repeat it: it may be an address.
struct UnknownPerson: Error, Equatable, CustomStringConvertible {
    let description =
        "there is no resident with this id: it is the column id of residents.csv; who was erased is not found any more"
}

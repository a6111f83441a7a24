public import ArgumentParser
import Mail
import Model

/// `buurtpost letter`: who got what.
struct LetterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter", abstract: "Looks up letters.",
        subcommands: [LetterListCommand.self, LetterShowCommand.self])
}

extension Purpose: ExpressibleByArgument {}
extension LetterOutcome: ExpressibleByArgument {}

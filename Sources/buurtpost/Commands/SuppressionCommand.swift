import ArgumentParser
import Foundation
import GRDB
import JobQueue
import Mail

/// `buurtpost suppression`: addresses that should not be mailed.
struct SuppressionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppression",
        abstract: "Shows and changes the list of addresses without mail.",
        discussion: """
            The list knows addresses by keyed hashes: it can be asked about an address, and cannot be read back. Who asks \
            has to be able to read keys.suppression_file; exits with 78 when that is not so, or the key is another one.

              buurtpost suppression list --to buur@provider.example
              buurtpost suppression add buur@provider.example --scope digest
            """,
        subcommands: [List.self, Add.self, Remove.self])

    /// `buurtpost suppression list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what is suppressed, the newest first.")

        @OptionGroup var options: ConfigOption

        @Option(help: "Only what is known about this address.", transform: readAddress)
        var to: EmailAddress?

        @Option(help: "At most so many, 1 to 1000000. (default: 100)", transform: RowLimit.init)
        var limit = RowLimit()

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            try reporting {
                let installation = try Installation(config: options.config, for: .look)
                let key = try installation.suppressionKey()
                let rows = try look(installation.configuration) { db in
                    try WrongSuppressionKey.check(key, in: db)
                    let list = Suppressions(db, key: key)
                    return try to.map(list.find) ?? list.list(limit: limit.count)
                }
                try Output.show(
                    json
                        ? Output.json(rows.map(SuppressionLine.init))
                        : table(rows, installation.configuration.platform.timeZone))
            }
        }

        private func table(_ rows: [Suppression], _ zone: TimeZone) -> String {
            var table = TextTable(["address", "scope", "reason", "from", "since"])
            for row in rows {
                table.add([
                    row.mark, row.scope.description, row.reason.rawValue, row.source,
                    Output.time(row.at, zone),
                ])
            }
            return table.text
        }
    }

    /// `buurtpost suppression add`
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keeps mail from an address from now on, mail about its account included.")

        @OptionGroup var options: ConfigOption

        @Argument(help: "The address.", transform: readAddress)
        var to: EmailAddress

        @Option(help: "all, a purpose such as digest, or notice/NAME.", transform: readScope)
        var scope = SuppressionScope.all

        func run() throws {
            try reporting {
                let installation = try Installation(config: options.config, for: .look)
                let key = try installation.suppressionKey()
                let isNew = try change(installation.configuration) { db in
                    try WrongSuppressionKey.check(key, in: db)
                    try AddressKeyMark(db).note(key)
                    return try Suppressions(db, key: key).add(
                        to, scope: scope, reason: .byHand, source: "operator",
                        now: WallClock.system.now())
                }
                try Output.show(isNew ? "suppressed: \(scope)" : "was suppressed already: \(scope)")
            }
        }
    }

    /// `buurtpost suppression remove`
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes an address off the list, whatever brought it there.",
            discussion: "Somebody who unsubscribed or complained has to ask for it first.")

        @OptionGroup var options: ConfigOption

        @Argument(help: "The address.", transform: readAddress)
        var to: EmailAddress

        @Option(help: "Only this scope. (default: every scope)", transform: readScope)
        var scope: SuppressionScope?

        func run() throws {
            try reporting {
                let installation = try Installation(config: options.config, for: .look)
                let key = try installation.suppressionKey()
                let count = try change(installation.configuration) { db in
                    try WrongSuppressionKey.check(key, in: db)
                    return try Suppressions(db, key: key).lift(to, scope: scope)
                }
                try Output.show("removed: \(count)")
            }
        }
    }
}

/// Not repeated when it is wrong: it may be somebody's.
private func readAddress(_ text: String) throws -> EmailAddress {
    do {
        return try EmailAddress(text)
    } catch {
        throw ValidationError("\(error); write one such as post@example.nl")
    }
}

private func readScope(_ text: String) throws -> SuppressionScope {
    guard let scope = SuppressionScope(text) else {
        throw ValidationError(
            "there is no such scope; write all, a purpose such as digest, or notice/NAME")
    }
    return scope
}

/// A row of the list as JSON.
private struct SuppressionLine: Encodable {
    let address: String
    let scope: String
    let reason: SuppressionReason
    let source: String
    let at: Date

    init(_ row: Suppression) {
        (address, scope, reason) = (row.mark, row.scope.description, row.reason)
        (source, at) = (row.source, row.at)
    }
}

import ArgumentParser
import Pages

/// `buurtpost beheer`: the operator's desk among the pages.
struct DeskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beheer", abstract: "Prepares the operator's desk among the pages.",
        subcommands: [DeskPasswordCommand.self])
}

/// `buurtpost beheer password`
struct DeskPasswordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Reads a password from standard input and prints its hash.",
        discussion: """
            The line belongs into the file that pages.beheer.password_file names; the password itself is \
            stored nowhere. It has 12 to 511 octets.

              systemd-ask-password "Password of the desk:" | buurtpost beheer password > beheer.password
            """)

    func run() throws {
        try reporting {
            var generator = SystemRandomNumberGenerator()
            guard let password = readLine(strippingNewline: true),
                let hash = PasswordHash.make(of: password, using: &generator)
            else { throw UnusablePassword() }
            try Output.show(hash.line)
        }
    }
}

/// What came on standard input cannot be a password. Does not repeat it.
struct UnusablePassword: Error, Equatable, CustomStringConvertible {
    let description =
        "standard input holds no password of 12 to 511 octets on its first line; write a longer one, such as four words"
}

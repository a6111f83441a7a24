import ArgumentParser
import Crypto
import Foundation
import GRDB
import JobQueue
import Mail

/// `buurtpost bounce < message`
struct BounceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounce",
        abstract: "Reads one bounce or complaint, from a mail server's pipe.",
        discussion: """
            Ends with 0 when the message was recorded or kept; with 75 when that is not possible now, so that the \
            mail server keeps it and comes again. A message that is not understood is kept in a Maildir; \
            docs/bounces.md says where.

              buurtpost bounce < message.eml
            """)

    @OptionGroup var options: ConfigOption

    func run() throws {
        do {
            let installation = try Installation(config: options.config)
            try take(Self.input(), installation)
        } catch {
            Output.complain("\(error)")
            // Whatever it is, the mail server has the message and can wait until it is mended.
            throw ExitCode.tryLater
        }
    }

    private func take(_ octets: [UInt8], _ installation: Installation) throws {
        let (intake, now) = (installation.bounceIntake, WallClock.system.now())
        let verdict = try change(installation.configuration) { db in
            try intake.take(octets, now: now, in: db)
        }
        switch verdict {
        case .recorded: try Output.show("recorded")
        case .ignored(let reason): try Output.show("ignored: \(reason)")
        case .unclear(let reason):
            let name = SHA256.hash(data: octets).map { String(format: "%02x", $0) }.joined()
            try BounceMaildir(path: installation.configuration.bounceFolder)
                .keep(octets, as: name, after: verdict)
            try Output.show("kept, not understood: \(reason)")
        }
    }

    /// The message as far as it is read, and the rest taken so that the mail server's pipe does not break.
    private static func input() throws -> [UInt8] {
        var octets = Data()
        while let piece = try FileHandle.standardInput.read(upToCount: 1 << 16), !piece.isEmpty {
            if octets.count < most { octets += piece }
        }
        return Array(octets)
    }

    /// 32 MiB: more than a mail server of ours takes, and a message is kept whole.
    private static let most = 32 << 20
}

extension Configuration {
    /// Where bounces are kept: the Maildir of the configuration, else one beside the database.
    var bounceFolder: String {
        mail.bounceMaildir ?? SiblingFile.path(of: database, suffix: ".bounces")
    }
}

import ArgumentParser
import Digests
import Foundation
import GRDB
import JobQueue
import Mail
import Model

/// `buurtpost preview PURPOSE --for ID`: the exact mail, nothing sent.
struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Prints the mail that somebody would get now. Nothing is sent or written.",
        discussion: """
            What docs/messages.md has against it goes to standard error, a line each. \
            Exits with 65 when there would be none, and says why.
            """)

    /// How the mail is printed.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case html, text, eml
    }

    @OptionGroup var options: ConfigOption

    @Argument(help: "What the mail is about: digest.")
    var purpose: Purpose

    @Option(name: .customLong("for"), help: "The platform's id of the reader.")
    var reader: String

    @Option(name: .customLong("as"), help: "html, text or eml (the whole message).")
    var form = Form.text

    @Option(help: "As if it were this time (RFC 3339).", transform: Instant.init)
    var now: Instant?

    func validate() throws {
        guard purpose == .digest else {
            throw ValidationError("only digest can be previewed in this version")
        }
    }

    func run() throws {
        try reporting {
            let installation = try Installation(config: options.config, for: .look)
            let clock = StandingClock(at: now?.date ?? WallClock.system.now()).clock
            let preview = try look(installation.configuration) { db in
                try Self.preview(installation, reader, clock, db)
            }
            try Output.show(octets: octets(of: preview))
            for finding in try installation.linter().findings(in: preview.octets) {
                Output.complain(finding.description)
            }
        }
    }

    private static func preview(
        _ installation: Installation, _ reader: String, _ clock: WallClock, _ db: Database
    ) throws -> LetterPreview {
        guard let digest = installation.digest else {
            throw NoDigest(reason: "there is no folder digest in jobs_directory")
        }
        let letter = try DigestPreview(
            settings: digest.settings,
            calendar: installation.platform.calendar
        ).letter(forResident: reader, now: clock.now(), in: db)
        guard let preview = try installation.desk(clock: clock).preview(letter, in: db) else {
            throw NoDigest(reason: "the reader does not get one, or what it told about is gone")
        }
        return preview
    }

    private func octets(of preview: LetterPreview) -> [UInt8] {
        switch form {
        case .html: Array(preview.html.utf8)
        case .text: Array(preview.text.utf8)
        case .eml: preview.octets
        }
    }
}

import BuurtpostTestKit
import Foundation
import GRDB
import Testing

extension EndToEnd {
    @Suite("Random faults and kills")
    struct MailTortureTests {
        /// 50,000 letters with `BUURTPOST_LONG=1`.
        private static let isLong = ProcessInfo.processInfo.environment["BUURTPOST_LONG"] == "1"
        private static let residents = isLong ? 76_000 : 500
        private static let share = isLong ? 0.01 : 0.12
        private static let kills = 10
        private static let connections = 4

        @Test(
            "every letter ends in one honest outcome, copies are no more than kills and lost answers allow, and a true refusal is never tried again",
            arguments: [("esmtp", 11), ("curl", 12)] as [(String, UInt64)])
        func everything(client: String, seed: UInt64) throws {
            let dice = SMTPFaultDice(
                seed: seed, share: Self.share, unknown: 0.03, faults: Self.faults)
            let relay = try FaultSMTPServer(dice: dice, textLimit: 4096)
            defer { relay.stop() }
            let instance = try Instance(
                relay: "smtp://127.0.0.1:\(relay.port)", connections: Self.connections)
            try instance.change(
                "connections: ", to: "client: \(client)\n    connections: ")
            let expected = try instance.settle(
                EndToEnd.town(Self.residents), allAt: Self.hour)

            let torture = MailTorture(instance, relay)
            try torture.killRuns(Self.kills, of: expected.count, seed: seed)
            try torture.finish()

            let mail = ArrivedMail(relay.transcript)
            let possible = Self.kills * Self.connections + mail.unanswered
            #expect(mail.copies <= possible, "\(mail.copies) copies")
            #expect(mail.mixedUp == 0, "a Message-ID belongs to one reader, and he has one")
            let outcomes = try instance.outcomesByAddress()
            #expect(outcomes.keys.sorted() == expected)
            for (address, outcome) in outcomes {
                let fits =
                    switch outcome {
                    case "accepted", "in_doubt": !dice.isUnknown(address)
                    case "refused": dice.isUnknown(address)
                    default: false
                    }
                #expect(fits, "\(outcome)")
                if outcome == "accepted" { #expect(mail.recipients.contains(address)) }
            }
            #expect(try instance.number("SELECT count(*) FROM job WHERE finalized_at IS NULL") == 0)
            #expect(try instance.integrity() == "ok")
        }

        @Test(
            "a relay that refuses everything by policy loses no letter: when it is mended, each comes once",
            arguments: ["esmtp", "curl"])
        func refusesAll(client: String) throws {
            let refusal = SMTPFault(at: .recipient, .reply("554 5.7.1 Not from you"))
            let relay = try FaultSMTPServer(faults: [refusal])
            defer { relay.stop() }
            let instance = try Instance(relay: "smtp://127.0.0.1:\(relay.port)")
            try instance.change("connections: ", to: "client: \(client)\n    connections: ")
            let expected = try instance.settle(EndToEnd.town(60), allAt: Self.hour)
            let run = ["--drain", "--now", "2026-03-25T07:00:00+01:00"]
            for _ in 0..<3 { #expect(try instance.run("run", run[0], run[1], run[2]).status == 75) }
            #expect(relay.transcript.stored.isEmpty)
            #expect(try instance.outcomes()["planned"] == expected.count)

            let sink = try SMTPSink()
            try instance.change(":\(relay.port)", to: ":\(sink.port)")
            let ending = try instance.run(
                "run", "--drain", "--now", "2026-03-25T07:15:00+01:00", "--until",
                "2026-03-25T10:00:00+01:00")
            #expect(ending.status == 0, "\(ending.complaints)")
            expectOneEach(try sink.letters(), expected)
            #expect(try instance.outcomes()["accepted"] == expected.count)
        }

        /// Leaves retries four hours.
        private static let hour = "07:00"

        /// One of each that the protocol knows, except those that last until a deadline of minutes.
        private static let faults = [
            SMTPFault(at: .greeting, .replyThenClose("421 4.3.2 Not now")),
            SMTPFault(at: .greeting, .drop),
            SMTPFault(at: .hello, .reset),
            SMTPFault(at: .mail, .reply("451 4.3.0 Later")),
            SMTPFault(at: .mail, .replyThenClose("421 4.3.2 Closing")),
            SMTPFault(at: .recipient, .reply("450 4.2.0 Greylisted")),
            SMTPFault(at: .recipient, .reply("450 4.2.1 Later")),
            SMTPFault(at: .recipient, .drop),
            SMTPFault(at: .data, .reply("451 4.3.0 Later")),
            SMTPFault(at: .data, .reset),
            SMTPFault(at: .text(after: 3000), .drop),
            SMTPFault(at: .text(after: 9000), .reset),
            SMTPFault(at: .finalDot, .reply("451 4.3.0 Later")),
            SMTPFault(at: .finalDot, .drop),
            SMTPFault(at: .finalDot, .drop, stores: true),
            SMTPFault(at: .finalDot, .reset, stores: true),
            SMTPFault(at: .finalDot, .replyThenClose("421 4.3.2 Closing")),
            SMTPFault(at: .finalDot, .replyOctets([0xFF, 0x00, 13, 10]), stores: true),
            SMTPFault(at: .quit, .drop),
        ]
    }
}

/// Runs of the program against a relay with faults, and kills between them.
private struct MailTorture {
    private let instance: Instance
    private let relay: FaultSMTPServer

    init(_ instance: Instance, _ relay: FaultSMTPServer) {
        self.instance = instance
        self.relay = relay
    }

    /// Kills one run after the other when the relay has so many messages.
    func killRuns(_ kills: Int, of letters: Int, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let moments = (0..<kills).map { _ in Int.random(in: 1...letters * 8 / 10, using: &random) }
        for (round, moment) in moments.sorted().enumerated() {
            let status = try run(minute: 2 * round, lasts: 2, killedAt: moment)
            #expect(status == -SIGKILL)
        }
    }

    /// Runs until nothing is planned any more, at most to the end of the morning.
    func finish() throws {
        for minute in stride(from: 30, to: 230, by: 10) {
            if try instance.outcomes()["planned"] == nil { return }
            #expect(try run(minute: minute, lasts: 10, killedAt: .max) == 0)
        }
    }

    /// Starts the program again as long as it says that the relay was away.
    ///
    /// - Returns: How the last one ended.
    private func run(minute: Int, lasts: Int, killedAt moment: Int) throws -> Int32 {
        var status: Int32 = 75
        while status == 75 {
            try neverAgain {
                let run = try start(minute: minute, lasts: lasts)
                let isThere = try FolderWatch(instance.folder.url).wait(
                    for: "message \(moment)", while: run, seconds: 1200
                ) { relay.transcript.storedCount >= moment }
                if isThere { run.kill() }
                status = try run.wait().status
            }
        }
        return status
    }

    private func start(minute: Int, lasts minutes: Int) throws -> RunningProgram {
        try instance.start(
            "run", "--drain", "--now", moment(minute), "--until", moment(minute + minutes))
    }

    private func moment(_ minute: Int) -> String {
        EndToEnd.morningInstant.addingTimeInterval(Double(minute - 65) * 60).ISO8601Format()
    }

    /// Nobody whose refusal was recorded before `run` is named to the relay during it.
    private func neverAgain(_ run: () throws -> Void) throws {
        let refused = Set(
            try instance.outcomesByAddress().filter { $0.value == "refused" }.map(\.key))
        let before = relay.transcript.commands.count
        try run()
        let named = relay.transcript.commands.dropFirst(before).filter {
            $0.line.hasPrefix("RCPT") && refused.contains(ArrivedMail.path($0.line))
        }
        #expect(named.isEmpty, "\(named.count) were tried again")
    }
}

/// What a relay took, counted from its own record.
private struct ArrivedMail {
    let recipients: Set<String>
    /// How many messages came more than once.
    let copies: Int
    /// How many were stored and the client did not hear of it.
    let unanswered: Int
    /// Message-IDs with several recipients, and recipients with several Message-IDs.
    let mixedUp: Int

    init(_ transcript: SMTPTranscript) {
        let stored = transcript.stored
        let pairs = stored.map { message in
            Pair(
                recipient: message.recipients.joined(separator: " "),
                messageID: DeliveredLetter(String(decoding: message.octets, as: UTF8.self))
                    .messageID)
        }
        let distinct = Set(pairs)
        recipients = Set(distinct.map(\.recipient))
        copies = stored.count - distinct.count
        unanswered = stored.count { !$0.isAnswered }
        mixedUp =
            2 * distinct.count - recipients.count - Set(distinct.map(\.messageID)).count
    }

    private struct Pair: Hashable {
        let recipient: String
        let messageID: String
    }

    /// The address of a command.
    static func path(_ line: String) -> String {
        String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
    }
}

extension Instance {
    /// Imports a town whose readers all have the same hour.
    ///
    /// - Returns: Who gets a digest then, sorted.
    fileprivate func settle(_ town: SampleTown, allAt hour: String) throws -> [String] {
        try town.write(to: townFolder)
        let file = townFolder.appendingPathComponent("residents.csv")
        try String(contentsOf: file, encoding: .utf8)
            .replacing(/,\d\d:\d\d,/, with: ",\(hour),")
            .write(to: file, atomically: true, encoding: .utf8)
        let ending = try run("import", townFolder.path)
        #expect(ending.status == 0, "\(ending.complaints)")
        return try Census(townFolder).addresses()
    }

    /// The outcome of each letter by its address; one of those that were skipped has none.
    fileprivate func outcomesByAddress() throws -> [String: String] {
        guard FileManager.default.fileExists(atPath: folder.path("post.db")) else { return [:] }
        let rows = try rows(
            "SELECT address, outcome FROM letter WHERE outcome <> 'skipped' AND address IS NOT NULL"
        )
        return Dictionary(rows.map { ($0[0], $0[1]) }) { first, _ in "two: \(first)" }
    }
}

import BuurtpostTestKit
import Testing

@testable import Mail

@Suite("A relay with faults")
struct TransportFaultTests {
    @Test("gives each message its exact outcome", arguments: FaultRun.all)
    func outcomes(_ run: FaultRun) throws {
        let fault = run.fault
        let server = try FaultSMTPServer(
            faults: fault.faults, extensions: fault.extensions + ["STARTTLS"])
        defer { server.stop() }
        let feed = RecordingFeed(fault.messages)
        let end = try run.transport(to: server).deliver(feed)
        #expect(feed.outcomes.map(\.outcome.asExpected) == fault.outcomes)
        #expect(feed.isConsistent)
        #expect(end.isUnavailable == fault.pausesRelay, "\(end)")
        #expect(server.transcript.stored.count == fault.stored)
    }

    @Test(
        "is done without CHUNKING also where that is offered", arguments: ["CHUNKING", "chunking"],
        TransportUnderTest.relays)
    func noChunking(keyword: String, kind: TransportUnderTest) throws {
        let server = try FaultSMTPServer(
            extensions: ["SIZE", "STARTTLS", keyword] + FaultSMTPServer.commonExtensions)
        defer { server.stop() }
        let feed = RecordingFeed([.sample(1), .sample(2)])
        #expect(
            try FaultRun(FaultCase("", []), kind).transport(to: server).deliver(feed) == .finished)
        #expect(server.transcript.stored.count == 2)
        #expect(server.transcript.count(of: "BDAT") == 0)
    }

    @Test(
        "is named with why it cannot be used, without an address", arguments: ReasonCase.all,
        TransportUnderTest.relays)
    func reasons(_ reason: ReasonCase, kind: TransportUnderTest) throws {
        let server = try FaultSMTPServer(
            faults: [reason.fault], extensions: FaultSMTPServer.commonExtensions + ["STARTTLS"])
        defer { server.stop() }
        let feed = RecordingFeed([.sample(1)])
        let end = try FaultRun(FaultCase("", []), kind).transport(to: server).deliver(feed)
        let text = reason.text.replacing("0.3", with: kind == .esmtp ? "0.3" : "0.5")
        #expect(end == .relayUnavailable(reason: text))
        #expect(feed.outcomes.map { $0.outcome.refusal?.description } == [reason.reply])
    }
}

/// One case with one kind of transport.
struct FaultRun: CustomTestStringConvertible, Sendable {
    let fault: FaultCase
    let kind: TransportUnderTest
    var testDescription: String { "\(kind): \(fault.testDescription)" }

    init(_ fault: FaultCase, _ kind: TransportUnderTest) {
        self.fault = fault.differences[kind] ?? fault
        self.kind = kind
    }

    static let all = TransportUnderTest.relays.flatMap { kind in
        FaultCase.all.filter { $0.hidesChunking || kind == .esmtp }.map { FaultRun($0, kind) }
    }

    func transport(to server: FaultSMTPServer) throws -> any MailTransport {
        if kind == .esmtp { return fault.transport(port: server.port) }
        return try kind.transport(
            port: kind.port(of: server), stall: .milliseconds(500), message: .milliseconds(2000),
            opening: fault.stored == 0 ? .milliseconds(1500) : .seconds(30))
    }
}

/// Three letters, something that goes wrong, and what must come of it.
struct FaultCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var faults: [SMTPFault]
    /// Of the letters taken; the others wait in the feed.
    var outcomes: [Expected] = [.accepted, .accepted, .accepted]
    var pausesRelay = false
    var stored = 3
    var extensions = FaultSMTPServer.commonExtensions
    /// Of the second letter.
    var textLines = 1
    var hidesChunking = true
    /// What one kind of transport makes of it instead.
    private(set) var differences: [TransportUnderTest: FaultCase] = [:]

    /// The same, but `change` holds for these kinds.
    func differing(
        _ kinds: [TransportUnderTest], _ change: (inout FaultCase) -> Void
    ) -> FaultCase {
        var (result, other) = (self, self)
        change(&other)
        for kind in kinds { result.differences[kind] = other }
        return result
    }

    /// libcurl reads whole lines, however long.
    private static let curls: [TransportUnderTest] = [.curl, .curlSTARTTLS, .curlTLS]

    init(_ name: String, _ faults: [SMTPFault]) {
        testDescription = name
        self.faults = faults
    }

    var messages: [OutgoingMessage] {
        let body = String(repeating: "Goedemorgen, buurt, goedemorgen.\r\n", count: textLines)
        return [.sample(1), .sample(2, body: body), .sample(3)]
    }

    func transport(port: UInt16) -> ESMTPTransport {
        var options = ESMTPOptions()
        options.stallTimeout = .milliseconds(300)
        options.messageTimeout = .milliseconds(1200)
        var transport = ESMTPTransport(
            host: HostName("localhost")!, port: port, options: options)
        transport.hidesChunking = hidesChunking
        return transport
    }
}

extension FaultCase {
    static let all: [FaultCase] = [
        alone, beforeMail, atMessage2(pipelining), atMessage2(noPipelining), texts, strangeReplies,
        chunking,
    ].flatMap(\.self)

    private static let pipelining = FaultSMTPServer.commonExtensions
    private static let noPipelining = ["8BITMIME"]

    private static let alone = [
        FaultCase("no fault", []),
        FaultCase("no answer to QUIT", [SMTPFault(at: .quit, .hang)]),
        FaultCase("EHLO 502, HELO good", [SMTPFault(at: .hello, .reply("502 5.5.2 What?"))])
            .differing([.curlSTARTTLS]) {
                ($0.outcomes, $0.pausesRelay, $0.stored) = ([.notAttempted], true, 0)
            },
    ]

    /// The relay is of no use before the first letter.
    private static let beforeMail = beforeMailRows.map { name, point, action in
        var fault = FaultCase(name, [SMTPFault(at: point, action)])
        (fault.outcomes, fault.pausesRelay, fault.stored) = ([.notAttempted], true, 0)
        return fault
    }

    private static let beforeMailRows: [(String, SMTPFault.Point, SMTPFault.Action)] = [
        ("greeting 421", .greeting, .replyThenClose("421 4.3.2 Later")),
        ("greeting 554", .greeting, .reply("554 5.3.2 Go away")),
        ("greeting 250", .greeting, .reply("250 Hello")),
        ("greeting is not SMTP", .greeting, .replyOctets([0, 0xFF, 0x16, 3, 1, 13, 10])),
        ("greeting dropped", .greeting, .drop),
        ("greeting reset", .greeting, .reset),
        ("no greeting", .greeting, .hang),
        ("greeting in drops", .greeting, .drip("220 fault.example", pauseMilliseconds: 60)),
        ("EHLO 451", .hello, .reply("451 4.3.0 Later")),
        ("EHLO 421", .hello, .replyThenClose("421 4.3.0 Later")),
        ("EHLO 554", .hello, .reply("554 5.7.1 Not you")),
        ("EHLO dropped", .hello, .drop),
        ("no answer to EHLO", .hello, .hang),
    ]

    /// The fault hits the second letter. `nil` as outcome of the third: it is not taken.
    private static func atMessage2(_ extensions: [String]) -> [FaultCase] {
        let suffix = extensions.contains("PIPELINING") ? "" : ", no PIPELINING"
        let rows: [(String, SMTPFault.Point, SMTPFault.Action, Expected, goesOn: Bool)] = [
            ("MAIL 451", .mail, .reply("451 4.3.0 Later"), .now(451), true),
            ("MAIL 550", .mail, .reply("550 5.7.1 Not you"), .notAttempted, false),
            ("MAIL 421", .mail, .replyThenClose("421 4.3.2 Later"), .notAttempted, false),
            ("MAIL 354", .mail, .reply("354 What?"), .notAttempted, false),
            ("MAIL dropped", .mail, .drop, .notAttempted, false),
            ("MAIL reset", .mail, .reset, .notAttempted, false),
            ("no answer to MAIL", .mail, .hang, .notAttempted, false),
            ("RCPT 450", .recipient, .reply("450 4.2.1 Busy"), .now(450), true),
            ("RCPT 550", .recipient, .reply("550 5.1.1 Unknown"), .good(550), true),
            ("RCPT 421", .recipient, .replyThenClose("421 4.3.2 Later"), .notAttempted, false),
            ("RCPT dropped", .recipient, .drop, .notAttempted, false),
            ("no answer to RCPT", .recipient, .hang, .notAttempted, false),
            ("DATA 451", .data, .reply("451 4.3.0 Later"), .now(451), true),
            ("DATA 554", .data, .reply("554 5.6.0 No"), .good(554), true),
            ("DATA 250", .data, .reply("250 What?"), .notAttempted, false),
            ("DATA 421", .data, .replyThenClose("421 4.3.2 Later"), .notAttempted, false),
            ("DATA dropped", .data, .drop, .notAttempted, false),
            ("no answer to DATA", .data, .hang, .notAttempted, false),
            ("dot 452", .finalDot, .reply("452 4.3.1 Full"), .now(452), true),
            ("dot 554", .finalDot, .reply("554 5.7.1 Spam"), .good(554), true),
            ("dot 421", .finalDot, .replyThenClose("421 4.3.2 Later"), .now(421), false),
            ("dot dropped", .finalDot, .drop, .inDoubt, false),
            ("dot reset", .finalDot, .reset, .inDoubt, false),
            ("no answer to the dot", .finalDot, .hang, .inDoubt, false),
        ]
        return rows.map { name, point, action, outcome, goesOn in
            hitting2(name + suffix, [SMTPFault(at: point, action, message: 2)], outcome, goesOn) {
                $0.extensions = extensions
            }
        }
    }

    /// Inside the text, which is longer than the buffers on the way.
    private static let texts = textRows.map { name, action in
        let fault = SMTPFault(at: .text(after: 100_000), action, message: 2)
        return hitting2(name, [fault], .notAttempted, false) { $0.textLines = 250_000 }
    }

    private static let textRows: [(String, SMTPFault.Action)] = [
        ("text dropped", .drop), ("text reset", .reset), ("text no longer read", .stopReading),
        ("text read slowly", .readSlowly(pauseMilliseconds: 5)),
    ]

    private static let strangeReplies = [
        hitting2(
            "stored, then dropped", [.init(at: .finalDot, .drop, message: 2, stores: true)],
            .inDoubt, false
        ) { $0.stored = 2 },
        hitting2(
            "RCPT 550, yet DATA 354",
            [
                .init(at: .recipient, .reply("550 5.1.1 Unknown"), message: 2),
                .init(at: .data, .reply("354 Go on"), message: 2),
            ], .good(550), true),
        hitting2(
            "several lines", reply("250-2.0.0 One\r\n250-2.0.0 Two\r\n250 2.0.0 Ok"), .accepted,
            true
        ) {
            $0.stored = 3
        },
        hitting2("codes that differ", reply("250-2.0.0 One\r\n550 5.0.0 No"), .inDoubt, false) {
            $0.stored = 2
        },
        hitting2("no code", reply("\u{1}\u{2} Ok"), .inDoubt, false) { $0.stored = 2 },
        hitting2("octets that are no text", octets("250 \u{0}", [0xFF, 0xC0]), .accepted, true) {
            $0.stored = 3
        },
        hitting2("less than a code, in drops", drip("250 2.0.0 Ok", pause: 200), .inDoubt, false) {
            $0.stored = 2
        },
        codeInDrops,
        // The rest of the line is taken for the answer to the third MAIL.
        overlong,
    ]

    /// The code and the space after it say all; the connection is cut in the words that follow.
    private static let codeInDrops: FaultCase = {
        let words = String(repeating: "ok ", count: 20)
        var fault = FaultCase("a code, then words in drops", drip("250 \(words)", pause: 30))
        fault.outcomes = [.accepted, .accepted, .notAttempted]
        (fault.pausesRelay, fault.stored) = (true, 2)
        return fault.differing(curls) { $0.outcomes = [.accepted, .inDoubt] }
    }()

    private static let overlong: FaultCase = {
        var fault = FaultCase("2,000 octets", reply("250 " + String(repeating: "x", count: 2000)))
        fault.outcomes = [.accepted, .accepted, .notAttempted]
        (fault.pausesRelay, fault.stored) = (true, 2)
        return fault.differing(curls) {
            ($0.outcomes, $0.pausesRelay, $0.stored) = (
                [.accepted, .accepted, .accepted], false, 3
            )
        }
    }()

    /// What BDAT's replies come to, should the library use it after all.
    private static let chunking = chunkRows.map { name, chunk, action in
        let fault = SMTPFault(at: .chunk(chunk), action, message: 2)
        return hitting2("BDAT: \(name)", [fault], .inDoubt, false) {
            $0.extensions = FaultSMTPServer.commonExtensions + ["CHUNKING"]
            $0.hidesChunking = false
        }
    }

    private static let chunkRows: [(String, Int, SMTPFault.Action)] = [
        ("chunk 2 unanswered", 2, .hang), ("last chunk unanswered", 3, .hang),
        ("chunk 2 dropped", 2, .drop), ("last chunk dropped", 3, .drop),
    ]

    private static func reply(_ text: String) -> [SMTPFault] {
        [SMTPFault(at: .finalDot, .reply(text), message: 2, stores: true)]
    }

    private static func drip(_ text: String, pause: Int32) -> [SMTPFault] {
        let action = SMTPFault.Action.drip(text, pauseMilliseconds: pause)
        return [SMTPFault(at: .finalDot, action, message: 2, stores: true)]
    }

    private static func octets(_ text: String, _ more: [UInt8]) -> [SMTPFault] {
        let octets = Array(text.utf8) + more + [13, 10]
        return [SMTPFault(at: .finalDot, .replyOctets(octets), message: 2, stores: true)]
    }

    private static func hitting2(
        _ name: String, _ faults: [SMTPFault], _ outcome: Expected, _ goesOn: Bool,
        change: (inout FaultCase) -> Void = { _ in }
    ) -> FaultCase {
        var fault = FaultCase(name, faults)
        fault.outcomes = goesOn ? [.accepted, outcome, .accepted] : [.accepted, outcome]
        fault.pausesRelay = !goesOn
        fault.stored = goesOn ? 2 : 1
        change(&fault)
        return fault
    }
}

/// What the steward reads when a relay is paused.
struct ReasonCase: CustomTestStringConvertible, Sendable {
    let fault: SMTPFault
    let text: String
    /// What the relay said against the letter, as it may be stored.
    let reply: String?
    var testDescription: String { text }

    static let all = rows.map { point, action, text, reply in
        ReasonCase(fault: SMTPFault(at: point, action), text: "the relay \(text)", reply: reply)
    }

    private static let rows: [(SMTPFault.Point, SMTPFault.Action, String, String?)] = [
        (
            .greeting, .reply("554 5.3.2 Ask root@example.org"), "greeted with 554 5.3.2 Ask <…>",
            "554 5.3.2 Ask <…>"
        ),
        (
            .greeting, .replyThenClose("421 4.7.0 Too fast"), "greeted with 421 4.7.0 Too fast",
            "421 4.7.0 Too fast"
        ),
        (
            .hello, .reply("451 4.7.0 Slow down"), "answered 451 4.7.0 Slow down to EHLO",
            "451 4.7.0 Slow down"
        ),
        (
            .mail, .reply("550 5.7.1 <x@y.z> refused"), "answered 550 5.7.1 <…> refused to MAIL",
            "550 5.7.1 <…> refused"
        ),
        (
            .mail, .replyThenClose("421 4.7.0 Too fast"), "answered 421 4.7.0 Too fast to MAIL",
            "421 4.7.0 Too fast"
        ),
        (
            .recipient, .replyThenClose("421 4.7.0 Too fast"),
            "answered 421 4.7.0 Too fast to RCPT", "421 4.7.0 Too fast"
        ),
        (.mail, .hang, "made no progress for 0.3 seconds at MAIL", nil),
        (.finalDot, .hang, "made no progress for 0.3 seconds after the whole text", nil),
        (.data, .drop, "gave no usable answer, or closed the connection, at DATA", nil),
        (.greeting, .drop, "gave no usable answer, or closed the connection, at its greeting", nil),
    ]
}

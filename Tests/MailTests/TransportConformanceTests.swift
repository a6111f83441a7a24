import BuurtpostTestKit
import Dispatch
import Mail
import Synchronization
import Testing

@Suite("Every transport")
struct TransportConformanceTests {
    @Test(
        "an empty feed ends the session before anything is opened",
        arguments: TransportUnderTest.allCases)
    func emptyFeed(kind: TransportUnderTest) throws {
        let bench = try TransportBench(kind)
        defer { bench.stop() }
        #expect(bench.transport.deliver(RecordingFeed([])) == .finished)
        #expect(!bench.isTouched())
    }

    @Test(
        "a text arrives byte for byte", arguments: TransportUnderTest.allCases, SampleBody.all)
    func byteForByte(kind: TransportUnderTest, body: SampleBody) throws {
        let bench = try TransportBench(kind)
        defer { bench.stop() }
        let message = OutgoingMessage.sample(1, body: body.octets)
        let feed = RecordingFeed([message, .sample(2)])
        #expect(bench.transport.deliver(feed) == .finished)
        #expect(feed.outcomes.allSatisfy { Expected($0.outcome) == .accepted })
        let delivered = try bench.delivered()
        let arrived = delivered[1] == message.octets
        #expect(arrived)
        #expect(delivered[2] == OutgoingMessage.sample(2).octets)
    }

    @Test(
        "every message is settled once, in order, before the next is asked for",
        arguments: TransportUnderTest.allCases)
    func order(kind: TransportUnderTest) throws {
        let bench = try TransportBench(kind)
        defer { bench.stop() }
        let feed = RecordingFeed((1...20).map { .sample($0) })
        #expect(bench.transport.deliver(feed) == .finished)
        #expect(feed.isConsistent)
        #expect(feed.outcomes.map(\.letter) == Array(1...20))
        #expect(try bench.delivered().count == 20)
    }

    @Test(
        "an address outside ASCII is refused where the relay cannot take it, and the rest goes on",
        arguments: TransportUnderTest.relays)
    func addressOutsideASCII(kind: TransportUnderTest) throws {
        let bench = try TransportBench(kind)
        defer { bench.stop() }
        let plain = OutgoingMessage.sample(2)
        let message = OutgoingMessage(
            letter: 1, reversePath: plain.reversePath,
            recipient: try EmailAddress("zoë@example.org"),
            octets: plain.octets)
        let feed = RecordingFeed([message, plain])
        #expect(bench.transport.deliver(feed) == .finished)
        let refusal = ScrubbedReply(
            code: 553, enhanced: "5.6.7",
            text: "not handed to the relay: its address or header has letters outside ASCII "
                + "(no SMTPUTF8)")
        #expect(feed.outcomes.map(\.outcome).first == .refusedForGood(refusal))
        #expect(feed.outcomes.map { Expected($0.outcome) }.last == .accepted)
        #expect(try bench.delivered().count == 1)
    }

    @Test(
        "a session asks for no more than its number of messages",
        arguments: TransportUnderTest.allCases)
    func sessionLimit(kind: TransportUnderTest) throws {
        let bench = try TransportBench(kind, messagesPerSession: 3)
        defer { bench.stop() }
        let feed = RecordingFeed((1...7).map { .sample($0) })
        for settled in [3, 6, 7, 7] {
            #expect(bench.transport.deliver(feed) == .finished)
            #expect(feed.outcomes.count == settled)
        }
        #expect(feed.isConsistent)
    }

    @Test(
        "a text that breaks the rules is refused for good, and the next one goes on",
        arguments: TransportUnderTest.allCases, BrokenText.all)
    func brokenText(kind: TransportUnderTest, broken: BrokenText) throws {
        let bench = try TransportBench(kind)
        defer { bench.stop() }
        let feed = RecordingFeed([broken.message(1), .sample(2), broken.message(3)])
        #expect(bench.transport.deliver(feed) == .finished)
        let reply = ScrubbedReply(
            code: 554, enhanced: "5.6.0", text: "not handed to the relay: \(broken.reason)")
        #expect(feed.outcomes.map(\.outcome.asExpected) == [.good(554), .accepted, .good(554)])
        #expect(feed.outcomes[0].outcome == .refusedForGood(reply))
        #expect(try bench.delivered().keys.sorted() == [2])
    }

    @Test(
        "where nothing can be delivered, one message is taken and not attempted",
        arguments: TransportUnderTest.allCases)
    func unusable(kind: TransportUnderTest) throws {
        let bench = try TransportBench(kind, isUsable: false)
        defer { bench.stop() }
        let feed = RecordingFeed([.sample(1), .sample(2)])
        let end = bench.transport.deliver(feed)
        #expect(end.isUnavailable)
        #expect(feed.outcomes.map(\.outcome.asExpected) == [.notAttempted])
        #expect(feed.waiting.count == 1)
        #expect(feed.isConsistent)
    }

    @Test(
        "a message that may not conclude is not delivered, and the next one goes on",
        arguments: TransportUnderTest.allCases)
    func mayConclude(kind: TransportUnderTest) throws {
        let bench = try TransportBench(kind)
        defer { bench.stop() }
        let feed = RecordingFeed((1...4).map { .sample($0) }, mayConclude: { $0 != 2 && $0 != 4 })
        #expect(bench.transport.deliver(feed) == .finished)
        #expect(
            feed.outcomes.map(\.outcome.asExpected)
                == [.accepted, .notAttempted, .accepted, .notAttempted])
        #expect(feed.isConsistent)
        #expect(feed.conclusions == [1, 2, 3, 4])
        #expect(try bench.delivered().keys.sorted() == [1, 3])
    }

    @Test("four sessions run side by side", arguments: TransportUnderTest.allCases)
    func sideBySide(kind: TransportUnderTest) throws {
        let bench = try TransportBench(kind)
        defer { bench.stop() }
        let transport = bench.transport
        let accepted = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 4) { lane in
            let first = Int64(lane * 100)
            let feed = RecordingFeed((first..<first + 50).map { .sample($0) })
            guard transport.deliver(feed) == .finished, feed.isConsistent else { return }
            let count = feed.outcomes.count { $0.outcome.asExpected == .accepted }
            accepted.withLock { $0 += count }
        }
        #expect(accepted.withLock { $0 } == 200)
        #expect(try bench.delivered().count == 200)
    }
}

/// A body that a careless transport would change.
struct SampleBody: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let octets: [UInt8]

    static let all = [
        SampleBody(testDescription: "empty", octets: []),
        SampleBody(
            testDescription: "leading dots", octets: Array(".\r\n..\r\n.a\r\n\r\n.\r\n".utf8)),
        SampleBody(
            testDescription: "8 bit", octets: Array("Café, één\r\n".utf8) + [0xFF, 0x80, 13, 10]),
        SampleBody(
            testDescription: "a line of 5,000",
            octets: [UInt8](repeating: 0x61, count: 5000) + [13, 10]),
        SampleBody(testDescription: "300 KB", octets: (0..<4000).flatMap { _ in line }),
    ]

    private static let line = [UInt8](repeating: UInt8(ascii: "."), count: 73) + [13, 10]
}

/// A text that may not go out, and why.
struct BrokenText: CustomTestStringConvertible, Sendable {
    let reason: String
    let octets: [UInt8]
    var testDescription: String { reason }

    func message(_ letter: Int64) -> OutgoingMessage {
        let sample = OutgoingMessage.sample(letter)
        return OutgoingMessage(
            letter: letter, reversePath: sample.reversePath, recipient: sample.recipient,
            octets: octets)
    }

    private init(_ reason: String, _ text: String) {
        self.reason = reason
        octets = Array(text.utf8)
    }

    private static let header = "Date: x\r\nFROM: y\r\nMessage-Id: z\r\n\r\n"

    static let all = [
        BrokenText("its last line does not end in CRLF", ""),
        BrokenText("its last line does not end in CRLF", header + "end"),
        BrokenText("it holds a bare LF", header + "a\n.\r\nMAIL FROM:<>\r\n"),
        BrokenText("it holds a bare LF", "\n\r\n"),
        BrokenText("it holds a bare CR", header + "a\rb\r\n"),
        BrokenText("it holds a bare CR", header + "a\r\r\n"),
        BrokenText("it holds a NUL", header + "a\0b\r\n"),
        BrokenText("no empty line ends its header", "Date: x\r\nFrom: y\r\n"),
        BrokenText("its header lacks date", "From: y\r\nMessage-ID: z\r\n\r\n"),
        BrokenText("its header lacks from and message-id", "Date: x\r\n\r\nFrom: y\r\n"),
    ]
}

import BuurtpostTestKit
import Dispatch
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Mail

@Suite("A session with a relay")
struct ESMTPTransportTests {
    @Test(
        "says MAIL only after the former message is settled", arguments: [nil, "550 5.1.1 Unknown"])
    func settleBeforeMail(refusal: String?) throws {
        let settled = Mutex<[Int64]>([])
        let early = Mutex<[String]>([])
        let fault = refusal.map { SMTPFault(at: .recipient, .reply($0), message: 5) }
        let server = try FaultSMTPServer(faults: [fault].compactMap { $0 }) { command in
            guard let letter = Self.letter(inMail: command.line) else { return }
            let isLate = settled.withLock { $0 == Array(1..<letter) }
            if !isLate { early.withLock { $0.append(command.line) } }
        }
        defer { server.stop() }
        let feed = RecordingFeed((1...10).map { .sample($0) }) { letter in
            settled.withLock { $0.append(letter) }
        }
        #expect(Self.transport(server).deliver(feed) == .finished)
        #expect(early.withLock { $0 } == [])
        #expect(server.transcript.count(of: "MAIL") == 10)
        #expect(server.transcript.count(of: "EHLO") == 1)
    }

    @Test("carries 3,000 messages in three sessions of 1,000")
    func threeThousand() throws {
        let server = try FaultSMTPServer()
        defer { server.stop() }
        let feed = RecordingFeed((1...3000).map { .sample($0) })
        for session in 1...3 {
            #expect(Self.transport(server).deliver(feed) == .finished)
            #expect(feed.outcomes.count == session * 1000)
            #expect(server.transcript.count(of: "EHLO") == session)
        }
        #expect(feed.isConsistent)
        let recipients = server.transcript.stored.flatMap(\.recipients)
        #expect(recipients == (1...3000).map { "buur\($0)@example.org" })
    }

    @Test("goes on over one connection after refused recipients, over a new one after refused DATA")
    func connections() throws {
        let server = try FaultSMTPServer(faults: [
            SMTPFault(at: .recipient, .reply("550 5.1.1 Unknown"), message: 1),
            SMTPFault(at: .recipient, .reply("450 4.2.1 Busy"), message: 2),
            SMTPFault(at: .recipient, .reply("550 5.1.1 Unknown"), message: 3),
            SMTPFault(at: .data, .reply("451 4.3.0 Later"), message: 5),
        ])
        defer { server.stop() }
        let feed = RecordingFeed((1...7).map { .sample($0) })
        #expect(Self.transport(server).deliver(feed) == .finished)
        let expected: [Expected] = [
            .good(550), .now(450), .good(550), .accepted, .now(451), .accepted, .accepted,
        ]
        #expect(feed.outcomes.map(\.outcome.asExpected) == expected)
        #expect(server.transcript.count(of: "EHLO") == 2)
    }

    @Test("keeps the relay's words, without the address")
    func replies() throws {
        let server = try FaultSMTPServer(
            faults: [
                SMTPFault(
                    at: .recipient, .reply("550 5.1.1 <buur1@example.org>: unknown"), message: 1),
                SMTPFault(at: .finalDot, .reply("250 2.6.0 queued as 4F"), message: 2),
            ], extensions: ["PIPELINING"])
        defer { server.stop() }
        let feed = RecordingFeed([.sample(1), .sample(2)])
        #expect(Self.transport(server).deliver(feed) == .finished)
        #expect(
            feed.outcomes.map(\.outcome) == [
                .refusedForGood(
                    ScrubbedReply(
                        code: 550, enhanced: "5.1.1", text: "<…> unknown", answersRCPT: true)),
                .accepted(ScrubbedReply(code: 250, enhanced: "2.6.0", text: "queued as 4F")),
            ])
    }

    @Test("says the name it was given in EHLO, and the envelope of each letter")
    func envelope() throws {
        let server = try FaultSMTPServer()
        defer { server.stop() }
        var options = ESMTPOptions()
        options.helloName = HostName("post.example.org")
        let transport = ESMTPTransport(
            host: HostName("127.0.0.1")!, port: server.port, options: options)
        #expect(transport.deliver(RecordingFeed([.sample(7)])) == .finished)
        #expect(server.transcript.commands.first?.line == "EHLO post.example.org")
        #expect(server.transcript.stored.map(\.reversePath) == ["b-7@bounce.example.org"])
        #expect(server.transcript.stored.map(\.recipients) == [["buur7@example.org"]])
    }

    @Test("does not wait for a relay whose queue of connections is full")
    func fullBacklog() throws {
        let listener = try ServerListener(backlog: 0)
        defer { listener.close() }
        let fillers = (0..<8).map { _ in Self.startConnecting(to: listener.port) }
        defer { for filler in fillers { close(filler) } }
        var options = ESMTPOptions()
        options.connectTimeout = .milliseconds(200)
        let transport = ESMTPTransport(
            host: HostName("127.0.0.1")!, port: listener.port, options: options)
        let end = transport.deliver(RecordingFeed([.sample(1)]))
        #expect(
            end == .relayUnavailable(reason: "the relay cannot be reached: Connection timed out"))
    }

    @Test("finds its own connection among those of sessions that start at the same time")
    func startTogether() throws {
        let server = try FaultSMTPServer()
        defer { server.stop() }
        let transport = Self.transport(server)
        let ends = Mutex<[SessionEnd]>([])
        let lanes = DispatchGroup()
        for lane in 0..<8 {
            DispatchQueue(label: "lane \(lane)").async(group: lanes) {
                for letter in 0..<25 {
                    let end = transport.deliver(RecordingFeed([.sample(Int64(lane * 25 + letter))]))
                    ends.withLock { $0.append(end) }
                }
            }
        }
        lanes.wait()
        #expect(ends.withLock { $0.count { $0 == .finished } } == 200)
        #expect(server.transcript.stored.count == 200)
    }

    @Test("leaves no descriptor behind, whatever happened")
    func descriptors() throws {
        let server = try FaultSMTPServer(faults: [SMTPFault(at: .finalDot, .reset, message: 2)])
        _ = Self.transport(server).deliver(RecordingFeed([.sample(1), .sample(2)]))
        _ = Self.transport(server).deliver(RecordingFeed([.sample(3)]))
        server.stop()
        #expect(OpenSockets.connected(to: server.port) == OpenSockets())
    }

    @Test(
        "delivers to Postfix's smtp-sink",
        .enabled(if: FileManager.default.isExecutableFile(atPath: SMTPSink.program)))
    func smtpSink() throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        let accepted = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 4) { lane in
            let feed = RecordingFeed((1...50).map { .sample(Int64(lane * 50 + $0)) })
            let transport = ESMTPTransport(host: HostName("127.0.0.1")!, port: sink.port)
            guard transport.deliver(feed) == .finished else { return }
            let count = feed.outcomes.count { $0.outcome.asExpected == .accepted }
            accepted.withLock { $0 += count }
        }
        #expect(accepted.withLock { $0 } == 200)
    }

    private static func transport(_ server: FaultSMTPServer) -> ESMTPTransport {
        var options = ESMTPOptions()
        options.stallTimeout = .seconds(10)
        return ESMTPTransport(host: HostName("127.0.0.1")!, port: server.port, options: options)
    }

    /// `MAIL FROM:<b-7@…>` is letter 7.
    private static func letter(inMail line: String) -> Int64? {
        let start = "MAIL FROM:<b-"
        guard line.hasPrefix(start) else { return nil }
        return Int64(line.dropFirst(start.count).prefix { $0 != "@" })
    }

    private static func startConnecting(to port: UInt16) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        let address = SocketAddress.resolve(HostName("127.0.0.1")!, port: port).first
        address?.withSockaddr { _ = connect(descriptor, $0, $1) }
        return descriptor
    }
}

/// Postfix's own test server, on a port of its own.
struct SMTPSink {
    static let program = "/usr/sbin/smtp-sink"

    let port: UInt16
    private let process = Process()

    /// Returns when it listens.
    ///
    /// - Throws: When it cannot be started, or takes no connection for five seconds.
    init() throws {
        port = try ServerListener().port
        process.executableURL = URL(filePath: Self.program)
        let user = geteuid() == 0 ? ["-u", "nobody"] : []
        process.arguments = user + ["127.0.0.1:\(port)", "100"]
        try process.run()
        try waitUntilListening()
    }

    /// SIGKILL, because a child inherits the blocked signals of the thread that started it, SIGTERM
    /// among them.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private func waitUntilListening() throws {
        let deadline = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < deadline {
            if takesConnections { return }
            sched_yield()
        }
        throw POSIXError(.ETIMEDOUT)
    }

    private var takesConnections: Bool {
        let host = HostName("127.0.0.1")!
        let answer = try? ConnectionProbe.firstAnswering(host, port: port, timeout: .seconds(1))
        return answer != nil
    }
}

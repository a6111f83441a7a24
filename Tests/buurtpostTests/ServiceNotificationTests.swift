import BuurtpostTestKit
import Foundation
import Logging
import Synchronization
import Testing

@testable import buurtpost

@Suite("What is told to systemd")
struct ServiceNotificationTests {
    private let folder = TemporaryFolder()

    // MARK: The socket

    @Test("a datagram arrives whole, by a path and by an abstract name", arguments: [true, false])
    func arrives(isPath: Bool) throws {
        let listener = try NotificationListener(
            isPath ? folder.path("notify") : "@buurtpost-test-\(UUID().uuidString)")
        let socket = try ServiceNotification(to: listener.name)
        try socket.send(["READY=1", "STATUS=12 letters waiting"])
        #expect(listener.rest() == [["READY=1", "STATUS=12 letters waiting"]])
    }

    @Test(
        "a name that cannot be right is refused with what it should be",
        arguments: [
            "", "/", "@", "run/notify", "vsock:2:1234", "/" + String(repeating: "x", count: 107),
        ])
    func refused(_ name: String) {
        #expect {
            try ServiceNotification(to: name)
        } throws: {
            "\($0)".contains("absolute path") && "\($0)".contains("107")
        }
    }

    @Test("the longest name is taken")
    func longest() throws {
        let name = "@" + UUID().uuidString + String(repeating: "x", count: 107 - 37)
        let listener = try NotificationListener(name)
        try ServiceNotification(to: name).send(["READY=1"])
        #expect(listener.rest() == [["READY=1"]])
    }

    @Test("when nobody listens, sending fails with the reason")
    func nobody() throws {
        let socket = try ServiceNotification(to: folder.path("nobody"))
        #expect { try socket.send(["READY=1"]) } throws: { "\($0)".contains("No such file") }
    }

    @Test("a reader that is full and sleeps does not hold up the sender for ever")
    func full() throws {
        let listener = try NotificationListener(folder.path("notify"))
        let socket = try ServiceNotification(to: listener.name)
        #expect(throws: ServiceNotification.Failure.self) {
            for _ in 0..<100_000 { try socket.send(["WATCHDOG=1"]) }
        }
        #expect(!listener.rest().isEmpty)
    }

    // MARK: The variables

    static let variables: [(environment: [String: String], watchdog: Duration?, complaints: Int)] =
        [
            ([:], nil, 0),
            (["WATCHDOG_USEC": "30000000"], .seconds(30), 0),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "77"], .seconds(30), 0),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": ""], .seconds(30), 0),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "78"], nil, 0),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "me"], nil, 0),
            (["WATCHDOG_USEC": ""], nil, 0),
            (["WATCHDOG_USEC": "0"], nil, 1),
            (["WATCHDOG_USEC": "-1"], nil, 1),
            (["WATCHDOG_USEC": "30s"], nil, 1),
            (["WATCHDOG_USEC": "99999999999999999999"], nil, 1),
        ]

    @Test("a watchdog is ours when it is meant for this process", arguments: variables)
    func watchdog(
        _ row: (environment: [String: String], watchdog: Duration?, complaints: Int)
    ) {
        let read = ServiceVariables(row.environment, process: 77)
        #expect(read.watchdog == row.watchdog)
        #expect(read.complaints.count == row.complaints)
        #expect(read.socket == nil)
    }

    @Test("the variables are taken away from the process")
    func taken() async {
        // In a process of its own: setenv(3) is not safe beside other tests.
        await #expect(processExitsWith: .success) {
            for name in ServiceVariables.names { setenv(name, "@x", 1) }
            let read = ServiceVariables.take(from: ["NOTIFY_SOCKET": "@x"])
            precondition(read.socket == "@x")
            precondition(ServiceVariables.names.allSatisfy { getenv($0) == nil })
        }
    }

    // MARK: The conversation

    /// Keeps what is said; fails while it is deaf.
    private final class Ear: Sendable {
        struct Deaf: Error {}
        let heard = Mutex<[[String]]>([])
        let isDeaf = Mutex(false)

        func conversation(_ log: LogKeeper = LogKeeper()) -> ServiceConversation {
            let voice: ServiceConversation.Voice = { [self] lines in
                if isDeaf.withLock({ $0 }) { throw Deaf() }
                heard.withLock { $0.append(lines) }
            }
            return ServiceConversation(voice, logger: log.logger)
        }
    }

    @Test("the whole life is told, and nothing more after the end has begun")
    func life() {
        let ear = Ear()
        let systemd = ear.conversation()
        systemd.ready("no letters waiting")
        systemd.alive()
        systemd.reloading(monotonic: 42)
        systemd.ready("1 letter waiting")
        systemd.stopping("ends")
        systemd.ready("too late")
        systemd.alive()
        systemd.show("too late")
        #expect(
            ear.heard.withLock { $0 } == [
                ["READY=1", "STATUS=no letters waiting"], ["WATCHDOG=1"],
                ["RELOADING=1", "MONOTONIC_USEC=42", "STATUS=reads its configuration again"],
                ["READY=1", "STATUS=1 letter waiting"], ["STOPPING=1", "STATUS=ends"],
            ])
    }

    @Test("a status is told when it changes, on one line")
    func status() {
        let ear = Ear()
        let systemd = ear.conversation()
        for text in ["a", "a", "b\nREADY=1", "b\nREADY=1", "a"] { systemd.show(text) }
        #expect(ear.heard.withLock { $0 } == [["STATUS=a"], ["STATUS=b READY=1"], ["STATUS=a"]])
    }

    @Test("that nobody hears is logged once, until somebody has heard")
    func unheard() {
        let (ear, log) = (Ear(), LogKeeper())
        let systemd = ear.conversation(log)
        for isDeaf in [true, true, false, true] {
            ear.isDeaf.withLock { $0 = isDeaf }
            systemd.alive()
        }
        #expect(log.messages == Array(repeating: "systemd does not hear us", count: 2))
    }

    @Test("without a socket, or with one of a wrong name, nothing is said and nothing fails")
    func mute() {
        let log = LogKeeper()
        for name in [nil, "relative"] {
            let systemd = ServiceConversation(name, logger: log.logger)
            systemd.ready("here")
            systemd.stopping("gone")
        }
        #expect(log.messages.count == 1)
    }
}

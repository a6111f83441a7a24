import BuurtpostTestKit
import Foundation
import Testing

extension EndToEnd {
    @Suite("Stopping")
    struct StopTests {
        @Test(
            "a relay that hangs does not keep it: it ends with 0, says so, and the next start sends each letter once",
            arguments: [[SIGTERM], [SIGINT], [SIGTERM, SIGTERM, SIGINT]])
        func hanging(_ signals: [Int32]) throws {
            let relay = try FaultSMTPServer(faults: [SMTPFault(at: .data, .hang)])
            defer { relay.stop() }
            let instance = try Instance(relay: "smtp://127.0.0.1:\(relay.port)")
            let expected = try instance.settleForNow(residents: 40)
            let systemd = try NotificationListener(instance.folder.path("notify"))
            let daemon = try instance.serve(systemd)
            try FolderWatch(instance.folder.url).wait(for: "a letter to begin", while: daemon) {
                try instance.number(
                    "SELECT count(*) FROM job WHERE queue = 'mail' AND state = 'running'")
                    > 0 && relay.transcript.commands.contains { $0.line.hasPrefix("DATA") }
            }
            for signal in signals { daemon.send(signal) }
            try systemd.wait(for: "STOPPING=1")
            // Far less than the relay's time-outs of minutes.
            let ending = try daemon.wait(seconds: 30)
            #expect(ending.status == 0)
            #expect(ending.complaints.contains("the next start takes it up"))

            let sink = try SMTPSink()
            try instance.change(":\(relay.port)", to: ":\(sink.port)")
            let second = try instance.start("run")
            try FolderWatch(instance.folder.url).wait(for: "the letters", while: second) {
                try instance.outcomes()["accepted"] == expected.count
            }
            second.terminate()
            #expect(try second.wait(seconds: 30).status == 0)
            expectOneEach(try sink.letters(), expected)
        }

        @Test(
            "a relay that hangs after the final dot: what it may have taken comes once more at most, with its Message-ID"
        )
        func hangingAfterDot() throws {
            let relay = try FaultSMTPServer(faults: [SMTPFault(at: .finalDot, .hang, stores: true)])
            defer { relay.stop() }
            let instance = try Instance(relay: "smtp://127.0.0.1:\(relay.port)")
            let expected = try instance.settleForNow(residents: 40)
            let daemon = try instance.start("run")
            try FolderWatch(instance.folder.url).wait(for: "a letter in doubt", while: daemon) {
                !relay.transcript.stored.isEmpty
            }
            daemon.terminate()
            #expect(try daemon.wait(seconds: 30).status == 0)
            let doubtful = relay.transcript.stored.map {
                DeliveredLetter(String(decoding: $0.octets, as: UTF8.self)).messageID
            }

            let sink = try SMTPSink()
            try instance.change(":\(relay.port)", to: ":\(sink.port)")
            let second = try instance.start("run")
            try FolderWatch(instance.folder.url).wait(for: "the letters", while: second) {
                try instance.outcomes()["accepted"] == expected.count
            }
            second.terminate()
            #expect(try second.wait(seconds: 30).status == 0)
            let letters = try sink.letters()
            expectOneEach(letters, expected)
            #expect(Set(doubtful).count == doubtful.count)
            #expect(Set(doubtful).isSubset(of: Set(letters.map(\.messageID))))
            let marked = try instance.number(
                "SELECT count(*) FROM letter WHERE possible_copies = 1")
            #expect(marked == doubtful.count)
        }

        @Test(
            "a signal before there is anything to do ends it with 0", arguments: [SIGTERM, SIGINT])
        func idle(_ signal: Int32) throws {
            let instance = try Instance()
            let systemd = try NotificationListener(instance.folder.path("notify"))
            let daemon = try instance.serve(systemd)
            try systemd.wait(for: "READY=1")
            daemon.send(signal)
            let ending = try daemon.wait(seconds: 30)
            #expect(ending.status == 0)
            #expect(!ending.complaints.contains("in the middle"))
        }

        @Test(
            "a database that is replaced ends it with 75, and the next start keeps the letters back"
        )
        func replaced() throws {
            let instance = try Instance()
            let expected = try instance.settleForNow(residents: 40)
            let systemd = try NotificationListener(instance.folder.path("notify"))
            let daemon = try instance.serve(systemd)
            try systemd.wait(for: "READY=1")
            try instance.planNow()
            try FolderWatch(instance.maildir).wait(for: "the letters", while: daemon) {
                try instance.letterCount() == expected.count
            }
            let backup = try instance.run("backup", instance.folder.path("backup.db"))
            #expect(backup.status == 0)
            let path = instance.folder.path("post.db")
            #expect(rename(instance.folder.path("backup.db"), path) == 0)
            let ending = try daemon.wait(seconds: 30)
            #expect(ending.status == 75)
            #expect(ending.complaints.contains("removed or replaced"))

            for part in ["-wal", "-shm"] { unlink(path + part) }
            let second = try instance.serve(systemd)
            try systemd.wait(for: "READY=1")
            second.terminate()
            #expect(try second.wait(seconds: 30).complaints.contains("was copied or restored"))
        }
    }
}

import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Testing

extension EndToEnd {
    @Suite("The daemon")
    struct DaemonTests {
        @Test(
            "SIGTERM ends it in order in the middle of the letters, and after a restart each is there once"
        )
        func terminated() throws {
            let sink = try SMTPSink()
            let instance = try Instance(relay: sink.url)
            let expected = try instance.settleForNow(residents: 600)
            let watch = try FolderWatch(sink.messages)

            let first = try instance.start("run")
            try watch.wait(for: "a third", while: first) { try sink.count() >= expected.count / 3 }
            first.terminate()
            let ending = try first.wait(seconds: 30)
            #expect(ending.status == 0, "\(ending.complaints)")
            #expect(try instance.number("SELECT count(*) FROM job WHERE state = 'running'") == 0)
            #expect(try instance.number("SELECT sum(possible_copies) FROM letter") == 0)
            #expect(try sink.count() < expected.count, "it was in the middle")

            let second = try instance.start("run")
            try FolderWatch(instance.folder.url).wait(for: "the rest", while: second) {
                try instance.outcomes()["accepted"] == expected.count
            }
            second.terminate()
            #expect(try second.wait(seconds: 30).status == 0)
            expectOneEach(try sink.letters(), expected)
        }

        @Test("a row that sqlite3 inserts is picked up; one of an unknown kind is held, visibly")
        func inserted() throws {
            let instance = try Instance()
            _ = try instance.settle(EndToEnd.town(10))
            let daemon = try started(instance)
            let client = try RunningProgram(
                URL(fileURLWithPath: "/usr/bin/sqlite3"),
                [
                    instance.folder.path("post.db"),
                    "PRAGMA busy_timeout = 20000; INSERT INTO job (kind) VALUES ('welcome'), ('digest')",
                ], in: instance.folder.url)
            #expect(try client.wait().status == 0)

            try FolderWatch(instance.folder.url).wait(for: "both rows to be seen", while: daemon) {
                try instance.number("SELECT count(*) FROM job WHERE queue = 'inbox'") == 0
                    && instance.number(
                        "SELECT count(*) FROM job WHERE kind = 'digest' AND state <> 'completed'")
                        == 0
            }
            let held = try instance.rows(
                "SELECT queue, state, errors FROM job WHERE kind = 'welcome'")
            #expect(held.map { $0["queue"] as String } == ["held"])
            #expect(held.map { $0["state"] as String } == ["scheduled"])
            #expect(held.allSatisfy { ($0["errors"] as String).contains("unknown kind 'welcome'") })
            daemon.terminate()
            #expect(try daemon.wait(seconds: 30).status == 0)
        }

        @Test("while it has the database, a second run and a drain end with 75, and it goes on")
        func second() throws {
            let instance = try Instance()
            _ = try instance.settle(EndToEnd.town(10))
            let daemon = try started(instance)
            for arguments in [["run"], ["run", "--drain"]] {
                let other = try Program.run(
                    arguments + ["--config", instance.folder.path("buurtpost.yaml")],
                    in: instance.folder.url)
                #expect(other.status == 75)
                #expect(other.complaints.contains("in use by another program"))
            }
            #expect(daemon.isRunning)
            daemon.terminate()
            #expect(try daemon.wait(seconds: 30).status == 0)
        }

        /// A daemon that has said that it started.
        private func started(_ instance: Instance) throws -> RunningProgram {
            let watch = try FolderWatch(instance.folder.url)
            let daemon = try instance.start("run")
            let hasStarted = try watch.wait(for: "the daemon to start", while: daemon) {
                daemon.complaints.contains("started")
            }
            #expect(hasStarted, "\(daemon.complaints)")
            return daemon
        }
    }
}

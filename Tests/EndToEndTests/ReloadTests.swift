import BuurtpostTestKit
import Foundation
import Testing

extension EndToEnd {
    @Suite("Reloading")
    struct ReloadTests {
        @Test("SIGHUP takes up another relay and other words, without a restart")
        func takenUp() throws {
            let instance = try Instance()
            let systemd = try NotificationListener(instance.folder.path("notify"))
            let daemon = try instance.serve(systemd)
            try systemd.wait(for: "READY=1")

            let other = instance.folder.url.appendingPathComponent("other/new")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            try instance.change(
                "maildir:\(instance.folder.path("maildir"))",
                to: "maildir:\(instance.folder.path("other"))")
            try instance.change("name: Lingeborg", to: "name: Waardenborg")
            try reload(daemon, systemd)
            #expect(daemon.complaints.contains("was read again and is in force"))

            let expected = try instance.settleForNow(residents: 40)
            try instance.planNow()
            try FolderWatch(other).wait(for: "the letters", while: daemon) {
                try DeliveredLetter.count(in: other) == expected.count
            }
            expectOneEach(try DeliveredLetter.all(in: other), expected)
            #expect(try instance.letterCount() == 0)
            #expect(try texts(in: other).allSatisfy { $0.contains("From: Waardenborg <") })
            daemon.terminate()
            #expect(try daemon.wait(seconds: 30).status == 0)
        }

        @Test(
            "a configuration with mistakes is told with every place, and the work goes on with the former"
        )
        func refused() throws {
            let instance = try Instance()
            let systemd = try NotificationListener(instance.folder.path("notify"))
            let daemon = try instance.serve(systemd)
            try systemd.wait(for: "READY=1")

            try instance.change("database: post.db", to: "database: other.db")
            try instance.change("#max_items:", to: "max_itmes:", in: "jobs/digest/job.yaml")
            let status = try reload(daemon, systemd)
            #expect(status.contains("reload failed, the former configuration stays"))
            for place in ["buurtpost.yaml:1:11: database: cannot change", "job.yaml:"] {
                #expect(daemon.complaints.contains(place), "\(daemon.complaints)")
            }

            // The import is a process of its own: it has to name the database that the daemon keeps.
            try instance.change("database: other.db", to: "database: post.db")
            try instance.change("max_itmes:", to: "#max_items:", in: "jobs/digest/job.yaml")
            let expected = try instance.settleForNow(residents: 40)
            try instance.planNow()
            try FolderWatch(instance.maildir).wait(for: "the letters", while: daemon) {
                try instance.letterCount() == expected.count
            }
            expectOneEach(try instance.letters(), expected)
            #expect(!FileManager.default.fileExists(atPath: instance.folder.path("other.db")))

            let mended = try reload(daemon, systemd)
            #expect(!mended.contains("failed"), "what was mended is no longer told")
            daemon.terminate()
            #expect(try daemon.wait(seconds: 30).status == 0)
        }

        @Test("many SIGHUP in the middle of the letters lose and copy none")
        func storm() throws {
            let sink = try SMTPSink()
            let instance = try Instance(relay: sink.url)
            let expected = try instance.settleForNow(residents: 600)
            let watch = try FolderWatch(sink.messages)
            let daemon = try instance.start("run")
            for tenth in 1...9 {
                try watch.wait(for: "a tenth", while: daemon) {
                    try sink.count() >= expected.count * tenth / 10
                }
                daemon.hangUp()
            }
            try FolderWatch(instance.folder.url).wait(for: "the rest", while: daemon) {
                try instance.outcomes()["accepted"] == expected.count
            }
            daemon.terminate()
            #expect(try daemon.wait(seconds: 30).status == 0)
            #expect(daemon.complaints.contains("was read again and is in force"))
            expectOneEach(try sink.letters(), expected)
        }

        /// - Returns: The status after it.
        @discardableResult
        private func reload(_ daemon: RunningProgram, _ systemd: NotificationListener) throws
            -> String
        {
            daemon.hangUp()
            try systemd.wait(for: "RELOADING=1")
            return try systemd.wait(for: "READY=1").joined(separator: "\n")
        }

        private func texts(in folder: URL) throws -> [String] {
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .map { try String(contentsOf: $0, encoding: .utf8) }
        }
    }
}

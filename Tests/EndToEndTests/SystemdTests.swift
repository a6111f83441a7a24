import BuurtpostTestKit
import Foundation
import Testing

extension EndToEnd {
    @Suite("Under systemd")
    struct SystemdTests {
        // MARK: The conversation

        @Test(
            "it tells when it is ready, that it lives, that it reloads and that it stops",
            arguments: [true, false])
        func conversation(byPath: Bool) throws {
            let instance = try Instance()
            let systemd = try NotificationListener(
                byPath
                    ? instance.folder.path("notify") : "@buurtpost-test-\(UUID().uuidString)")
            let daemon = try instance.serve(systemd, watchdog: 200_000)
            #expect(try systemd.wait(for: "READY=1") == ["READY=1", "STATUS=no letters waiting"])
            for _ in 1...3 { try systemd.wait(for: "WATCHDOG=1") }

            daemon.hangUp()
            let reloading = try systemd.wait(for: "RELOADING=1")
            #expect(reloading.contains { $0.wholeMatch(of: /MONOTONIC_USEC=[1-9]\d*/) != nil })
            #expect(try systemd.wait(for: "READY=1").contains("STATUS=no letters waiting"))

            try instance.change("name: Lingeborg", to: "naam: Lingeborg")
            daemon.hangUp()
            try systemd.wait(for: "RELOADING=1")
            let refused = try systemd.wait(for: "READY=1")
            #expect(refused.contains { $0.hasPrefix("STATUS=reload failed") }, "\(refused)")
            try systemd.wait(for: "WATCHDOG=1")

            daemon.terminate()
            try systemd.wait(for: "STOPPING=1")
            #expect(try daemon.wait(seconds: 30).status == 0)
            #expect(systemd.rest() == [], "nothing is said after that")
        }

        @Test("while the relay is away, the status says since when and how many letters wait")
        func relayAway() throws {
            let instance = try Instance(relay: "smtp://127.0.0.1:\(SMTPSink.freePort())")
            let count = try instance.settleForNow(residents: 40).count
            let systemd = try NotificationListener(instance.folder.path("notify"))
            let watch = try FolderWatch(instance.folder.url)
            let daemon = try instance.serve(systemd)
            try watch.wait(for: "the queue to close", while: daemon) {
                try daemon.complaints.contains("a queue is closed for a while")
                    && instance.number("SELECT count(*) FROM job WHERE queue = 'mail'") == count
            }
            daemon.hangUp()
            try systemd.wait(for: "RELOADING=1")
            let status = try systemd.wait(for: "READY=1").last ?? ""
            #expect(
                status.wholeMatch(
                    of: /STATUS=\d+ letters? waiting, relay away since \d\d:\d\d(, .*)?/)
                    != nil, "\(status)")
            #expect(!status.contains("@"))
            daemon.terminate()
            #expect(try daemon.wait(seconds: 30).status == 0)
        }

        @Test("while commits are stuck there is no sign of life, and when they go on there is")
        func stuck() throws {
            let instance = try Instance()
            let systemd = try NotificationListener(instance.folder.path("notify"))
            let daemon = try instance.serve(systemd, watchdog: 200_000)
            try systemd.wait(for: "WATCHDOG=1")
            try instance.holdingWriteLock {
                daemon.hangUp()
                let silent = "parts of the program do not answer"
                let watch = try FolderWatch(instance.folder.url)
                try watch.wait(for: "the first silent beat") { daemon.complaints.contains(silent) }
                _ = systemd.rest()
                try watch.wait(for: "more of them") {
                    daemon.complaints.ranges(of: silent).count >= 3
                }
                #expect(systemd.rest() == [])
            }
            try systemd.wait(for: "WATCHDOG=1")
            daemon.terminate()
            #expect(try daemon.wait(seconds: 30).status == 0)
        }

        // MARK: The units

        static let units = ["buurtpost.service", "buurtpost@.service"]

        private let folder = TemporaryFolder()

        private func unit(_ name: String) -> URL {
            Instance.repository.appendingPathComponent("config/systemd/\(name)")
        }

        private func run(_ command: String, _ arguments: String...) throws -> RunningProgram.Ending
        {
            try RunningProgram(URL(fileURLWithPath: command), arguments, in: folder.url).wait()
        }

        @Test("systemd has nothing against the units", arguments: units)
        func verified(_ name: String) throws {
            let text = try String(contentsOf: unit(name), encoding: .utf8)
            #expect(text.contains("ExecStart=/usr/bin/buurtpost "))
            let copy = try folder.write(
                text.replacing("/usr/bin/buurtpost", with: Program.executable.path),
                to: name.replacing("@", with: "@samengorinchem"))
            let ending = try run("/usr/bin/systemd-analyze", "verify", copy)
            #expect(ending.status == 0)
            #expect(ending.output + ending.complaints == "")
        }

        @Test("the units are exposed at most 1.2", arguments: units)
        func exposure(_ name: String) throws {
            let ending = try run(
                "/usr/bin/systemd-analyze", "security", "--no-pager", "--offline=true",
                "--threshold=12", unit(name).path)
            #expect(ending.status == 0, "\(ending.output.suffix(200))\(ending.complaints)")
        }

        @Test("the users of the units are made, also those of an instance")
        func users() throws {
            let sample = Instance.repository
                .appendingPathComponent("config/sysusers.d/buurtpost.conf")
            let text = try String(contentsOf: sample, encoding: .utf8)
            try folder.write(text.replacing("#u ", with: "u "), to: "sysusers.conf")
            try folder.write("", to: "root/etc/passwd")
            let ending = try run(
                "/usr/bin/systemd-sysusers", "--root=\(folder.path("root"))",
                folder.path("sysusers.conf"))
            #expect(ending.status == 0, "\(ending.complaints)")
            let users = try String(contentsOfFile: folder.path("root/etc/passwd"), encoding: .utf8)
            for user in ["buurtpost", "buurtpost-samengorinchem"] {
                let home = user.replacing("buurtpost-", with: "")
                let line = try Regex("(?m)^\(user):.*:/var/lib/buurtpost/\(home):/\\S*nologin$")
                #expect(users.contains(line), "\(users)")
            }
        }

        // MARK: The system call filter

        private static let rules = repositoryFile(".ci/under-unit")

        private static func repositoryFile(_ path: String) -> String {
            Instance.repository.appendingPathComponent(path).path
        }

        private static let forbidden = [
            "import mmap; mmap.mmap(-1, 4096, prot=7)",
            "import os; os.setpriority(0, 0, 5)",
            "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        ]

        @Test("the unit's rules forbid what they should", arguments: forbidden)
        func forbids(_ python: String) throws {
            #expect(try run("/usr/bin/python3", "-c", python).status == 0)
            for name in Self.units {
                let ending = try run(Self.rules, unit(name).path, "/usr/bin/python3", "-c", python)
                #expect(ending.status != 0)
                #expect(ending.complaints.contains("Error: [Errno"), "\(ending.complaints)")
            }
        }

        @Test("under the unit's rules a whole morning goes out over SMTP")
        func drains() throws {
            let sink = try SMTPSink()
            let instance = try Instance(relay: sink.url.replacing("127.0.0.1", with: "localhost"))
            _ = try instance.settle(EndToEnd.town(100))
            let expected = try Census(instance.townFolder).addresses(EndToEnd.due)
            let ending = try run(
                Self.rules, unit("buurtpost@.service").path, Program.executable.path, "run",
                "--config", instance.configuration, "--drain", "--now", EndToEnd.morning)
            #expect(ending.status == 0, "\(ending.complaints)")
            expectOneEach(try sink.letters(), expected)
        }

        @Test("under the unit's rules the daemon starts from nothing, works, reloads and stops")
        func serves() throws {
            let instance = try Instance()
            let systemd = try NotificationListener(instance.folder.path("notify"))
            let daemon = try RunningProgram(
                URL(fileURLWithPath: Self.rules),
                [
                    unit("buurtpost.service").path, Program.executable.path, "run", "--config",
                    instance.configuration,
                ], in: instance.folder.url,
                environment: ["NOTIFY_SOCKET": systemd.name, "WATCHDOG_USEC": "200000"])
            try systemd.wait(for: "READY=1")
            let expected = try instance.settleForNow(residents: 40)
            try instance.planNow()
            let watch = try FolderWatch(instance.maildir)
            try watch.wait(for: "the letters", while: daemon) {
                try instance.letterCount() == expected.count
            }
            daemon.hangUp()
            try systemd.wait(for: "RELOADING=1")
            #expect(try systemd.wait(for: "READY=1").contains { !$0.contains("failed") })
            try systemd.wait(for: "WATCHDOG=1")
            daemon.terminate()
            let ending = try daemon.wait(seconds: 30)
            #expect(ending.status == 0 && !ending.complaints.contains("in the middle"))
            expectOneEach(try instance.letters(), expected)
        }
    }
}

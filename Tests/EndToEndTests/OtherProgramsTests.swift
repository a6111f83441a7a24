import BuurtpostTestKit
import Foundation
import GRDB
import Testing

extension EndToEnd {
    /// What docs/database.md promises to other programs, kept beside a daemon that works.
    @Suite("Other programs")
    struct OtherProgramsTests {
        private let instance: Instance
        private let page: DatabasePage

        init() throws {
            instance = try Instance()
            page = try DatabasePage()
            let ending = try instance.settle(EndToEnd.town(10))
            try #require(ending.status == 0, "\(ending.complaints)")
        }

        private var database: String { instance.folder.path("post.db") }

        // MARK: The examples

        private static func isHere(_ line: String) -> Bool {
            let folder = TemporaryFolder()
            let shell = URL(fileURLWithPath: "/bin/sh")
            let ending = try? RunningProgram(shell, ["-c", line], in: folder.url).wait()
            return ending?.status == 0
        }

        @Test("the example in Python adds one job, once, and it is done")
        func python() throws {
            try runExample("python", with: "/usr/bin/python3", key: "python/2026-03-25")
        }

        @Test(
            "the example in PHP adds one job, once, and it is done",
            .enabled(
                if: isHere("php -r 'exit(extension_loaded(\"pdo_sqlite\") ? 0 : 1);'"),
                "php is not here: install php-cli and php-sqlite3"))
        func php() throws {
            try runExample("php", with: "/usr/bin/php", key: "php/2026-03-25")
        }

        @Test(
            "the example in Ruby adds one job, once, and it is done",
            .enabled(
                if: isHere("ruby -r sqlite3 -e exit"),
                "ruby is not here: install ruby and ruby-sqlite3"))
        func ruby() throws {
            try runExample("ruby", with: "/usr/bin/ruby", key: "ruby/2026-03-25")
        }

        @Test("the example for a shell adds one job, once, and it is done")
        func shell() throws {
            try runExample("sh", with: "/bin/sh", key: "shell/2026-03-25")
        }

        /// Runs the block of the page twice.
        private func runExample(_ language: String, with interpreter: String, key: String) throws {
            let block = try #require(page.example(in: language))
            let script = try instance.folder.write(block, to: "example.\(language)")
            let daemon = try instance.daemon()
            for expected in ["inserted", "exists"] {
                let ending = try RunningProgram(
                    URL(fileURLWithPath: interpreter), [script, database], in: instance.folder.url
                ).wait()
                #expect(ending.status == 0, "\(ending.complaints)")
                #expect(ending.output.split(separator: "\n").last == Substring(expected))
            }
            let row = "FROM job WHERE kind = 'digest' AND unique_key = '\(key)'"
            try instance.wait(
                for: "the job", "SELECT count(*) \(row) AND state = 'completed'", is: 1,
                while: daemon)
            let args = try instance.rows("SELECT args ->> '$.asked by', tags \(row)")
            #expect(args.map { $0[0] as String } == ["the web site"])
            #expect(args.map { $0[1] as String } == [#"["example"]"#])
            try instance.end(daemon)
        }

        @Test("a job is called off by the statement of the page, and a second time changes nothing")
        func calledOff() throws {
            let statement = try #require(page.sql(under: "Take a job back"))
            _ = try instance.drain(at: EndToEnd.morning)
            #expect(
                try sqlite(
                    "INSERT INTO job (kind, unique_key, scheduled_at) VALUES ('digest', 'php/2026-03-25', 99999999999999)"
                ).status == 0)
            let daemon = try instance.daemon()
            for _ in 0..<2 { #expect(try sqlite(statement).status == 0) }
            try instance.wait(
                for: "the job to be cancelled",
                "SELECT count(*) FROM job WHERE state = 'cancelled'", is: 1, while: daemon)
            try instance.end(daemon)
        }

        // MARK: Bad rows

        @Test(
            "what the page says is refused is refused at the INSERT, with the CHECK that it breaks")
        func refused() throws {
            let rows = page.statements("SQLite says")
            #expect(rows.count >= 14)
            for row in rows {
                let ending = try sqlite(row[0])
                #expect(
                    ending.status != 0 && ending.complaints.contains(row[1]), "\(row): \(ending)")
            }
            #expect(try instance.number("SELECT count(*) FROM job") == 0)
        }

        @Test("what is wrong all the same ends where the page says, with the reason")
        func wrong() throws {
            _ = try instance.drain(at: EndToEnd.morning)
            let last = try instance.number("SELECT max(id) FROM job")
            let rows = page.statements("where it ends")
            #expect(rows.count >= 6)
            for row in rows { #expect(try sqlite(row[0]).status == 0, "\(row)") }
            let daemon = try instance.daemon()
            let mine = "FROM job WHERE id BETWEEN \(last + 1) AND \(last + rows.count)"
            try instance.wait(
                for: "all to end",
                "SELECT count(*) \(mine) AND (finalized_at IS NOT NULL OR queue = 'held')",
                is: rows.count, while: daemon)
            try instance.end(daemon)
            let ends = try instance.rows("SELECT state, errors \(mine) ORDER BY id")
            for (row, end) in zip(rows, ends) {
                #expect(end[0] as String == row[1], "\(row): \(end)")
                #expect((end[1] as String).contains(row[2]) || row[2].isEmpty, "\(row): \(end)")
            }
        }

        private func sqlite(_ statement: String) throws -> RunningProgram.Ending {
            try RunningProgram(
                URL(fileURLWithPath: "/usr/bin/sqlite3"),
                [
                    "-cmd", ".timeout 20000", "-cmd", "PRAGMA wal_autocheckpoint = 0", database,
                    statement,
                ],
                in: instance.folder.url
            ).wait()
        }

        // MARK: Users and groups

        /// Numbers that no account has; setpriv(1) needs none.
        private static let (owner, member, stranger, group) = (61_001, 61_002, 61_003, 61_004)

        @Test(
            "another user of the group enqueues, with and without a daemon; a user outside of it cannot even read",
            .enabled(if: geteuid() == 0, "only root can become another user"))
        func otherUser() throws {
            let folder = instance.folder.url.path
            let ownership = try shell(
                "chown -R \(Self.owner):\(Self.group) '\(folder)' && chmod 2770 '\(folder)'")
            #expect(ownership.status == 0, "\(ownership.complaints)")
            let insert = "INSERT INTO job (kind) VALUES ('digest')"
            #expect(try sqlite(insert, as: Self.member, Self.group).status == 0)
            let daemon = try instance.daemon()
            let ending = try sqlite(insert, as: Self.member, Self.group)
            #expect(ending.status == 0, "\(ending.complaints)")
            try instance.wait(
                for: "both to be done",
                "SELECT count(*) FROM job WHERE scheduled_for IS NULL AND state = 'completed' AND kind = 'digest'",
                is: 2, while: daemon)
            for suffix in ["", "-wal", "-shm", ".lock"] {
                let mode = try shell("stat -c '%a %g' '\(database)\(suffix)'").output
                #expect(mode == "660 \(Self.group)\n", "\(suffix): \(mode)")
            }
            let outside = try sqlite("SELECT count(*) FROM job", as: Self.stranger, Self.stranger)
            #expect(outside.status != 0 && outside.complaints.contains("unable to open database"))
            try instance.end(daemon)
        }

        private func shell(_ line: String) throws -> RunningProgram.Ending {
            try RunningProgram(
                URL(fileURLWithPath: "/bin/sh"), ["-c", "umask 0007; \(line)"],
                in: instance.folder.url
            ).wait()
        }

        private func sqlite(_ statement: String, as user: Int, _ group: Int) throws
            -> RunningProgram.Ending
        {
            try shell(
                """
                exec setpriv --reuid \(user) --regid \(group) --clear-groups \
                /usr/bin/sqlite3 -cmd '.timeout 20000' -cmd 'PRAGMA wal_autocheckpoint = 0' \
                '\(database)' "\(statement)"
                """)
        }
    }
}

import BuurtpostTestKit
import Foundation
import GRDB
import Testing

extension EndToEnd {
    /// What an operator does with jobs and queues while a daemon works.
    @Suite("The operator")
    struct OperatorTests {
        private let instance: Instance

        init() throws {
            instance = try Instance()
            let ending = try instance.settle(EndToEnd.town(60))
            try #require(ending.status == 0, "\(ending.complaints)")
        }

        /// The answer of a command that ends with `status`.
        private func answer(_ words: String..., status: Int32 = 0) throws -> String {
            let ending = try Program.run(
                words + ["--config", instance.folder.path("buurtpost.yaml")],
                in: instance.folder.url)
            #expect(ending.status == status, "\(words): \(ending)")
            return ending.output + ending.complaints
        }

        @Test(
            "a job that enqueue adds is done by a running daemon; without one it waits, and why says so"
        )
        func enqueue() throws {
            #expect(
                try answer("enqueue", "digest", "--unique", "a")
                    == "inserted job 1\nno daemon has the database: jobs wait until one is started\n"
            )
            #expect(try answer("job", "why", "1").contains("no daemon has the database"))
            let daemon = try instance.daemon()
            try instance.wait(
                for: "the job", "SELECT count(*) FROM job WHERE id = 1 AND state = 'completed'",
                is: 1, while: daemon)
            #expect(
                try answer("enqueue", "digest", "--unique", "a")
                    == "exists: job 1 has this unique key, and is completed\n")
            #expect(try answer("job", "why", "1").hasPrefix("It is done: completed at "))
            let unknown = try answer("enqueue", "digset", status: 65)
            #expect(unknown.contains("did you mean 'digest'?"))
            try instance.end(daemon)
        }

        @Test(
            "nothing of a paused queue begins, and why says who paused it; resumed, it goes on at once"
        )
        func pause() throws {
            let daemon = try instance.daemon()
            #expect(try answer("queue", "pause", "digest", "--reason", "a look").contains("paused"))
            let paused = try added("digest")
            try instance.wait(
                for: "it to be taken in",
                "SELECT count(*) FROM job WHERE id = \(paused) AND queue = 'digest'", is: 1,
                while: daemon)
            let why = try answer("job", "why", "\(paused)")
            #expect(why.contains("The queue 'digest' is paused since "), "\(why)")
            #expect(why.contains(": a look.\n`queue resume digest` opens it."), "\(why)")
            #expect(try answer("status").contains("1 queue paused: buurtpost queue list"))
            #expect(try answer("queue", "resume", "digest") == "digest is open again\n")
            try instance.wait(
                for: "the job",
                "SELECT count(*) FROM job WHERE id = \(paused) AND state = 'completed'", is: 1,
                while: daemon)
            try instance.end(daemon)
        }

        @Test(
            "a queue with a capacity refuses more with 75, to other programs too, until some is gone"
        )
        func full() throws {
            let daemon = try instance.daemon()
            _ = try answer("queue", "pause", "digest")
            #expect(
                try answer("queue", "limit", "digest", "--capacity", "1").contains("at most 1 wait")
            )
            let first = try added("digest")
            try instance.wait(
                for: "the queue to be full",
                "SELECT count(*) FROM queue WHERE full_at IS NOT NULL", is: 1, while: daemon)
            #expect(try answer("enqueue", "digest", status: 75).contains("queue of digest is full"))
            #expect(try answer("queue", "list").contains("full since "))
            #expect(
                try answer("job", "discard", "\(first)", "--reason", "no more")
                    == "discarded: 1 job\n")
            try instance.wait(
                for: "room", "SELECT count(*) FROM queue WHERE full_at IS NOT NULL", is: 0,
                while: daemon)
            _ = try added("digest")
            try instance.end(daemon)
        }

        @Test("cancelling all letters that wait withdraws them; a retry plans just those anew")
        func many() throws {
            _ = try answer("queue", "pause", "mail", "--force")
            _ = try instance.drain(at: EndToEnd.morning)
            let waiting = try instance.number("SELECT count(*) FROM job WHERE queue = 'mail'")
            try #require(waiting > 5)
            #expect(
                try answer("job", "cancel", "--kind", "letter", "--state", "available")
                    == "cancelled: \(waiting) jobs\n")
            #expect(try instance.outcomes()["withdrawn"] == waiting)
            #expect(
                try answer("job", "cancel", "--kind", "letter", "--state", "available")
                    == "cancelled: 0 jobs\n")

            let some = try instance.rows("SELECT id FROM job WHERE queue = 'mail' LIMIT 3")
                .map { "\($0[0] as Int64)" }
            #expect(try answer("job", "retry", some[0], some[1], some[2]) == "made due: 3 jobs\n")
            #expect(try instance.outcomes()["planned"] == 3)
            #expect(try instance.outcomes()["withdrawn"] == waiting - 3)
        }

        /// The number of the job that `enqueue` added.
        private func added(_ kind: String) throws -> Int {
            let answer = try answer("enqueue", kind)
            return try #require(Int(answer.trimmingPrefix("inserted job ").prefix { $0.isNumber }))
        }
    }
}

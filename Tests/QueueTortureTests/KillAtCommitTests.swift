import BuurtpostTestKit
import Foundation
import Testing

extension QueueTorture {
    /// Dies at each commit of ``Script/whole``, from the first table to the last job.
    struct KillAtCommitTests {
        /// More commits than a script has: it ends on its own before.
        private static let most = 200

        @Test(
            "killed at any commit of the script, the next run ends every job as if nothing had happened",
            arguments: ["--die-before-commit", "--die-after-commit"], Script.manners)
        func everyCommit(moment: String, manner: [String]) throws {
            let arguments = Script.whole.arguments + manner
            var deaths = 0
            for commit in stride(from: 1, through: Self.most, by: Self.step(manner)) {
                let wreck = try Wreck()
                let first = try wreck.start("drain", arguments + [moment, "\(commit)"]).wait()
                if first.status == -SIGKILL { deaths += 1 }
                try expectScriptToEnd(wreck, arguments, after: first, "\(moment) \(commit)")
                if first.status == 0 { break }
            }
            #expect((20..<Self.most).contains(deaths), "the script ends before it cannot be killed")
        }

        /// Jobs that end together are killed at every third commit only, but for `make long`.
        private static func step(_ manner: [String]) -> Int {
            manner.isEmpty || QueueTorture.isLong ? 1 : 3
        }

        @Test("killed at every tenth commit again and again, the script still ends as it says")
        func again() throws {
            let wreck = try Wreck()
            var lives = 0
            var ending = try wreck.start("drain", Script.whole.arguments + Self.tenth).wait()
            while ending.status == -SIGKILL, lives < Self.most {
                lives += 1
                ending = try wreck.start("drain", Script.whole.arguments + Self.tenth).wait()
            }
            #expect(lives >= 4)
            try expectScriptToEnd(
                wreck, Script.whole.arguments, after: ending, "after \(lives) deaths", deaths: lives
            )
        }

        private static let tenth = ["--die-after-commit", "10"]

        /// Lets the script come to its end and looks at what it left.
        private func expectScriptToEnd(
            _ wreck: Wreck, _ arguments: [String], after first: RunningProgram.Ending,
            _ moment: String, deaths: Int = 1
        ) throws {
            #expect(try Script.whole.lost(in: wreck, after: first).isEmpty, "\(moment)")
            let last = try wreck.start("drain", arguments).wait()
            #expect(last.status == 0, "\(moment): \(last.complaints)")
            let faults = try Script.whole.faults(in: wreck, deaths: deaths)
            #expect(faults.isEmpty, "\(moment)")
        }
    }
}

import BuurtpostTestKit
import Foundation
import GRDB
import JobQueue
import Testing

extension QueueTorture {
    /// Jobs that kill the process, among jobs that do not.
    struct PoisonTests {
        /// More lives than any of these runs needs.
        private static let most = 30

        /// Four lanes to a queue.
        private static let manners = [
            ["--lanes", "4"], ["--lanes", "4", "--ahead", "6", "--batch", "3"],
        ]

        private static func job(_ key: String, _ kind: String, _ args: String) -> [String] {
            let args = args.replacing("\"", with: "\\\"")
            return ["--job", #"{"key":"\#(key)","kind":"\#(kind)","args":"\#(args)"}"#]
        }

        /// Before, beside and after the poison, in its queue and in others.
        private static let innocents = (1...12).flatMap { number in
            job("harmless \(number)", "crash", #"{"times":0}"#)
                + job("letter \(number)", "write", "{}")
        }

        /// Starts the probe again as long as it dies.
        ///
        /// - Returns: The signals it died of, and how it ended at last.
        private func live(_ wreck: Wreck, _ arguments: [String]) throws -> (
            deaths: [Int32], ending: RunningProgram.Ending
        ) {
            var deaths: [Int32] = []
            var ending = try wreck.start("drain", arguments).wait()
            while ending.status < 0, deaths.count < Self.most {
                deaths.append(-ending.status)
                ending = try wreck.start("drain", arguments).wait()
            }
            return (deaths, ending)
        }

        @Test(
            "a job whose handler traps is set aside after three crashes alone, and nobody else is blamed",
            arguments: [1, 2], manners)
        func trap(poisons: Int, manner: [String]) throws {
            let wreck = try Wreck()
            let poison = (1...poisons).flatMap { Self.job("poison \($0)", "crash", "{}") }
            let (deaths, last) = try live(wreck, manner + poison + Self.innocents)
            #expect(last.status == 0, "\(last.complaints)")
            // Once in company, three times alone, for each that was not begun when the other died.
            #expect((3 * poisons + 1...4 * poisons).contains(deaths.count))
            #expect(deaths.allSatisfy { [SIGILL, SIGTRAP].contains($0) })
            let set = Set((1...poisons).map { "poison \($0)" })
            #expect(try wreck.keys(notIn: "completed") == set)
            for key in set {
                let job = try wreck.job(key)
                #expect(job.state == .discarded)
                #expect(job.crashes == 3)
                #expect(job.errors.last?.error.hasPrefix("quarantined") == true)
            }
            #expect(try wreck.blamed() == set)
            #expect(try wreck.integrity() == "ok")
        }

        @Test("a job that was set aside can be run again, with its crashes forgotten")
        func replay() throws {
            let wreck = try Wreck()
            let poison = Self.job("poison", "crash", #"{"times":4,"signal":11}"#)
            let (deaths, last) = try live(wreck, poison + Self.innocents)
            #expect(deaths == [SIGSEGV, SIGSEGV, SIGSEGV, SIGSEGV])
            #expect(last.status == 0, "\(last.complaints)")
            let job = try wreck.job("poison")
            #expect(job.state == .discarded)
            let order = try wreck.write { db in
                try JobControl(lifecycles: [], logger: .silent)
                    .retry(job.id, now: WallClock.system.now(), in: db)
            }
            #expect(order == .done(.available))
            #expect(try wreck.start("drain").wait().status == 0)
            #expect(try wreck.keys(notIn: "completed").isEmpty)
            #expect(try wreck.blamed().isEmpty)
        }

        @Test(
            "death from outside blames nobody, however often a job is there",
            arguments: [SIGKILL, SIGTERM])
        func fromOutside(signal: Int32) throws {
            let wreck = try Wreck()
            let victim = Self.job("victim", "crash", #"{"times":6,"signal":\#(signal)}"#)
            let (deaths, last) = try live(wreck, Self.manners[0] + victim + Self.innocents)
            #expect(deaths == Array(repeating: signal, count: 6))
            #expect(last.status == 0, "\(last.complaints)")
            #expect(try wreck.keys(notIn: "completed").isEmpty)
            #expect(try wreck.blamed().isEmpty)
        }

        @Test("a suspect that takes long does not keep the others from their work")
        func slowSuspect() throws {
            let wreck = try Wreck()
            #expect(try wreck.start("drain").wait().status == 0)
            let watch = try FolderWatch(wreck.folder.url)
            let spinning = try wreck.start("run", Self.manners[0])
            #expect(try wreck.enqueue("slow", kind: "spin"))
            try watch.wait(for: "the slow job", while: spinning) { wreck.workSize() > 0 }
            // Dies beside the slow one, which is a suspect now.
            #expect(try wreck.enqueue("poison", kind: "crash", args: #"{"times":1,"signal":11}"#))
            #expect(try spinning.wait().status == -SIGSEGV)
            let second = try wreck.start("run", Self.manners[0])
            for number in 1...5 { #expect(try wreck.enqueue("letter \(number)", kind: "write")) }
            let expected = Set(["poison"] + (1...5).map { "letter \($0)" })
            try watch.wait(for: "the others", while: second) {
                try expected.isDisjoint(with: wreck.keys(notIn: "completed"))
            }
            #expect(try wreck.job("slow").state == .running)
            second.terminate()
            #expect(try second.wait().status == 0)
            #expect(try wreck.keys(notIn: "completed").isEmpty)
            #expect(try wreck.blamed().isEmpty)
        }
    }
}

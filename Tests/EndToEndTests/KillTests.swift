import BuurtpostTestKit
import Foundation
import Testing

extension EndToEnd {
    @Suite("Killed in the middle")
    struct KillTests {
        private static let kills = 10
        private static let connections = 4

        @Test(
            "ten kills lose no letter and leave one of each in a Maildir",
            arguments: [1, 2] as [UInt64])
        func maildir(seed: UInt64) throws {
            let instance = try Instance(connections: Self.connections)
            let expected = try settle(instance)
            try kill(instance, seed: seed, of: expected.count, in: instance.maildir) {
                try instance.letterCount()
            }
            expectOneEach(try instance.letters(), expected)
            try expectInOrder(instance, expected.count)
        }

        @Test(
            "ten kills lose no letter, and make at most one copy for each connection and kill, under the same Message-ID",
            arguments: [3, 4] as [UInt64])
        func relay(seed: UInt64) throws {
            let sink = try SMTPSink()
            let instance = try Instance(relay: sink.url, connections: Self.connections)
            let expected = try settle(instance)
            try kill(instance, seed: seed, of: expected.count, in: sink.messages) {
                try sink.count()
            }
            let letters = try sink.letters()
            let copies = letters.count - expected.count
            #expect(copies <= Self.kills * Self.connections)
            // Copies differ in nothing that a receiver goes by, so as a set there is one of each.
            expectOneEach(Array(Set(letters)), expected)
            #expect(Set(letters.map(\.messageID)).count == expected.count)
            let possible = try instance.number("SELECT sum(possible_copies) FROM letter")
            #expect(copies <= possible, "each copy is on record as possible")
            try expectInOrder(instance, expected.count)
        }

        @Test("killed while the tables are made, the next start completes them", arguments: 1...12)
        func tables(change: Int) throws {
            let instance = try Instance()
            let watch = try FolderWatch(instance.folder.url)
            let program = try instance.start("run", "--drain", "--now", EndToEnd.morning)
            var changes = 0
            try watch.wait(for: "change \(change)", while: program) {
                changes += 1
                return changes > change
            }
            program.kill()
            _ = try program.wait()
            #expect(try instance.drain(at: EndToEnd.morning).status == 0)
            #expect(try instance.integrity() == "ok")
        }

        /// - Returns: Who gets a digest.
        private func settle(_ instance: Instance) throws -> [String] {
            #expect(try instance.settle(EndToEnd.town(EndToEnd.bigTown)).status == 0)
            return try Census(instance.townFolder).addresses(EndToEnd.due)
        }

        /// Kills runs one after the other when so many letters are there, then lets one come to its end.
        private func kill(
            _ instance: Instance, seed: UInt64, of letters: Int, in folder: URL,
            count: () throws -> Int
        ) throws {
            var random = SplitMix64(seed: seed)
            // The first two die while letters are planned: at a change of the database, not of the folder.
            let moments = (2..<Self.kills).map { _ in
                Int.random(in: 1...letters * 9 / 10, using: &random)
            }.sorted()
            for _ in 0..<2 { try killAtChange(.random(in: 1...12, using: &random), instance) }
            for moment in moments {
                let program = try instance.start("run", "--drain", "--now", EndToEnd.morning)
                let isThere = try FolderWatch(folder).wait(
                    for: "letter \(moment)", while: program, until: { try count() >= moment })
                #expect(isThere, "\(program.complaints)")
                try die(program)
            }
            let ending = try instance.drain(at: EndToEnd.morning)
            #expect(ending.status == 0, "\(ending.complaints)")
        }

        private func killAtChange(_ number: Int, _ instance: Instance) throws {
            let watch = try FolderWatch(instance.folder.url)
            let program = try instance.start("run", "--drain", "--now", EndToEnd.morning)
            var changes = 0
            try watch.wait(for: "change \(number)", while: program) {
                changes += 1
                return changes > number
            }
            try die(program)
        }

        private func die(_ program: RunningProgram) throws {
            program.kill()
            #expect(try program.wait().status == -SIGKILL)
        }

        private func expectInOrder(_ instance: Instance, _ accepted: Int) throws {
            #expect(try instance.outcomes()["accepted"] == accepted)
            #expect(try instance.outcomes()["planned"] == nil)
            #expect(try instance.number("SELECT count(*) FROM job WHERE finalized_at IS NULL") == 0)
            #expect(try instance.integrity() == "ok")
        }
    }
}

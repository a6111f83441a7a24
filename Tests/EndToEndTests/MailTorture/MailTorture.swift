import BuurtpostTestKit
import Foundation
import Testing

/// One morning's letters of a town, sent through a relay with ``RandomFaults`` by programs that are killed.
final class MailTorture {
    static let connections = 4

    let instance: Instance
    let faults: RandomFaults
    let relay: FaultSMTPServer
    /// Who gets a letter.
    let expected: [String]
    private let kills: Int
    /// How many programs have run; far more than are needed means that it does not come to an end.
    private(set) var lives = 0

    /// - Parameter client: As in `relays[].client`.
    init(client: String, residents: Int, kills: Int, seed: UInt64) throws {
        // Two thirds of the residents read, and a death comes somewhat earlier than its turn.
        let turn = residents * 2 / 3 / kills
        faults = RandomFaults(seed: seed, lettersBetweenDeaths: 1...turn)
        relay = try FaultSMTPServer(faults, keeping: Self.headerAndEnd)
        instance = try Instance(
            relay: "smtp://127.0.0.1:\(relay.port)", connections: Self.connections)
        try instance.change("connections:", to: "client: \(client)\n    connections:")
        try instance.settle(EndToEnd.town(residents), allAt: "08:00")
        expected = try Census(instance.townFolder).addresses()
        self.kills = kills
    }

    deinit { relay.stop() }

    /// Lets programs run and die, then lets the relay calm down and programs run until nothing is left to do.
    func run() throws {
        while faults.killedLives.count < kills, try oneLife(until: "08:30") != 0 {}
        faults.calm()
        // Long enough for every wait of a letter.
        while try oneLife(until: "14:00") != 0 {
            try #require(lives < expected.count, "it does not come to an end")
        }
    }

    /// Lets a program send while its clock jumps from one due time to the next.
    ///
    /// - Returns: How it ended: 0 when all is settled that is due until then.
    private func oneLife(until end: String) throws -> Int32 {
        lives += 1
        let program = try faults.begin {
            try instance.start(
                "run", "--drain", "--now", EndToEnd.morning,
                "--until", "2026-03-25T\(end):00+01:00")
        }
        let ending = try program.wait()
        try #require([0, 75, -SIGKILL].contains(ending.status), "\(ending.complaints)")
        return ending.status
    }

    /// All that is looked at: 50,000 whole letters would fill the memory.
    @Sendable private static func headerAndEnd(_ text: [UInt8]) -> [UInt8] {
        let blank = text.firstRange(of: Array("\r\n\r\n".utf8))
        return text.prefix(blank?.upperBound ?? text.count) + text.suffix(80)
    }
}

import Foundation
import GRDB
import JobQueue
import Mail
import Model

/// Whether memory stays flat: one process sends the same morning again and again, with each client.
struct EnduranceBenchmark {
    let town: Town
    let connections: Int
    let letters: Int

    func run() throws {
        let planned = try town.copy()
        let office = try Office(database: planned, transport: nil)
        try office.drain()
        try office.close()
        for client in [TransportURL.Client.esmtp, .curl] { try send(planned, client) }
    }

    private func send(_ planned: String, _ client: TransportURL.Client) throws {
        let postfix = try Postfix()
        let relay = try TransportURL("smtp://127.0.0.1:\(postfix.port)").transport(client: client)
        let office = try Office(
            database: try town.copy(of: planned), transport: relay, connections: connections,
            plans: false)
        try office.keepPlan()
        var sent = 0
        var memory: [Int] = []
        while sent < letters {
            try office.planAgain()
            try office.drain()
            let accepted = try office.count(.accepted)
            guard accepted > 0 else { throw Postfix.NotThere(description: "nothing was sent") }
            sent += accepted
            memory.append(residentMemory())
        }
        try office.close()
        report(
            "memory while \(sent) letters are sent with \(client)",
            ["after \(sent / memory.count)", mebibytes(memory[0])]
                + ["after a quarter", mebibytes(memory[memory.count / 4])]
                + ["after half", mebibytes(memory[memory.count / 2])]
                + ["after all", mebibytes(memory[memory.count - 1])])
    }

    private func mebibytes(_ octets: Int) -> String {
        "\((Double(octets) / 1_048_576).rounded(1)) MB"
    }
}

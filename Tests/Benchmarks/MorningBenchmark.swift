import Foundation
import Mail
import Model

/// The digests of one morning, from nothing planned to all with the relay, next to smtp-source with the same
/// connections, messages and octets into the same smtp-sink.
struct MorningBenchmark {
    let town: Town
    let rounds: Int
    let connections: Int

    func run() throws {
        let planned = try plan()
        let writing = try WritingBenchmark(town: town, planned: planned).run()
        let postfix = try Postfix()
        var whole: [Double] = []
        var sending: [TransportURL.Client: [Double]] = [:]
        for _ in 0..<rounds {
            let source = try postfix.send(
                writing.letters, octets: writing.octets, connections: connections)
            report("smtp-source", [source.text, rate(writing.letters, source, "messages")])
            whole.append(source / (try deliver(try town.copy(), .esmtp, plans: true, postfix)))
            for client in Self.clients {
                let copy = try town.copy(of: planned)
                sending[client, default: []].append(
                    source / (try deliver(copy, client, plans: false, postfix)))
            }
        }
        report("planning and sending / smtp-source", [whole.spread])
        for client in Self.clients {
            report("sending by \(client) / smtp-source", [sending[client, default: []].spread])
        }
    }

    private static let clients: [TransportURL.Client] = [.esmtp, .curl]

    /// - Returns: The database with the morning's letters planned and none sent.
    private func plan() throws -> String {
        let path = try town.copy()
        let office = try Office(database: path, transport: nil)
        let (_, time) = try measured { try office.drain() }
        let letters = try office.count(.planned)
        report("planning", ["\(letters) letters", time.text, rate(letters, time, "letters")])
        try office.close()
        return path
    }

    private func deliver(
        _ path: String, _ client: TransportURL.Client, plans: Bool, _ postfix: Postfix
    ) throws -> Duration {
        let relay = try TransportURL("smtp://127.0.0.1:\(postfix.port)").transport(client: client)
        let office = try Office(
            database: path, transport: relay, connections: connections, plans: plans)
        let processor = processorTime()
        let (closed, time) = try measured { try office.drain() }
        let spent = processorTime() - processor
        let letters = try office.count(.accepted)
        let times = office.times
        guard closed.isEmpty, try office.count(.planned) == 0 else {
            throw Postfix.NotThere(description: "smtp-sink did not take all letters: \(closed)")
        }
        report(
            plans ? "planning and sending by \(client)" : "sending by \(client)",
            [
                "\(letters) letters", time.text, rate(letters, time, "letters"),
                "processor \(Int(spent.inSeconds * 1e6 / Double(letters))) µs a letter",
                "of the sessions' time: writing \(share(times.writing, of: times)), "
                    + "sending \(share(times.sending, of: times)), committing \(share(times.committing, of: times))",
            ])
        return time
    }

    private func share(_ part: Duration, of times: DeliveryTimes) -> String {
        let all = times.writing + times.sending + times.committing
        return "\(Int((part / all * 100).rounded())) %"
    }
}

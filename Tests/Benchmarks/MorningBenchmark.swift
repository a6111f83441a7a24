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
        var sending: [Double] = []
        for _ in 0..<rounds {
            let source = try postfix.send(
                writing.letters, octets: writing.octets, connections: connections)
            whole.append(source / (try deliver(try town.copy(), plans: true, postfix)))
            sending.append(
                source / (try deliver(try town.copy(of: planned), plans: false, postfix)))
            report("smtp-source", [source.text, rate(writing.letters, source, "messages")])
        }
        report("planning and sending / smtp-source", [whole.spread])
        report("sending / smtp-source", [sending.spread])
    }

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

    private func deliver(_ path: String, plans: Bool, _ postfix: Postfix) throws -> Duration {
        let relay = try TransportURL("smtp://127.0.0.1:\(postfix.port)").transport()
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
            plans ? "planning and sending" : "sending",
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

import Foundation
import Mail
import Model

/// The digests of one morning with the relay, next to smtp-source with the same connections, messages and octets into
/// the same smtp-sink.
struct MorningBenchmark {
    /// One way to do it; the ways of a round follow each other.
    enum Way: String {
        case whole = "planning and sending"
        case esmtp = "sending with libESMTP"
        case curl = "sending with libcurl"

        fileprivate var client: TransportURL.Client { self == .curl ? .curl : .esmtp }
    }

    let town: Town
    let rounds: Int
    let connections: Int
    let ways: [Way]

    func run() throws {
        let planned = try plan()
        let writing = try WritingBenchmark(town: town, planned: planned).run()
        let postfix = try Postfix()
        var ratios: [Way: [Double]] = [:]
        for _ in 0..<rounds {
            let source = try postfix.send(
                writing.letters, octets: writing.octets, connections: connections)
            report("smtp-source", [source.text, rate(writing.letters, source, "messages")])
            for way in ways {
                let path = try way == .whole ? town.copy() : town.copy(of: planned)
                ratios[way, default: []].append(source / (try deliver(path, way, postfix)))
            }
        }
        for way in ways { report("\(way.rawValue) / smtp-source", [ratios[way]!.spread]) }
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

    private func deliver(_ path: String, _ way: Way, _ postfix: Postfix) throws -> Duration {
        let relay = try TransportURL("smtp://127.0.0.1:\(postfix.port)")
            .transport(client: way.client)
        let office = try Office(
            database: path, transport: relay, connections: connections, plans: way == .whole)
        let processor = processorTime()
        let (closed, time) = try measured { try office.drain() }
        let spent = processorTime() - processor
        let letters = try office.count(.accepted)
        let times = office.times
        guard closed.isEmpty, try office.count(.planned) == 0 else {
            throw Postfix.NotThere(description: "smtp-sink did not take all letters: \(closed)")
        }
        report(
            way.rawValue,
            [
                "\(letters) letters", time.text, rate(letters, time, "letters"),
                "processor \(Int(spent.inSeconds * 1e6 / Double(letters))) µs a letter",
                "peak memory \(peakMemory() >> 20) MB",
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

import Foundation

/// Keeps those who guess links at bay: so many forged ones a client, then none are read for a
/// while.
struct GuessLimit: Sendable {
    /// How many forged links may come before the client has to wait. One comes back each
    /// ``recovery``.
    static let guesses = 20
    static let recovery: TimeInterval = 30
    /// No more clients are remembered; the one that guessed longest ago is forgotten first.
    static let mostClients = 10_000

    private struct Record {
        var debt: Double
        var at: Date
    }

    private var records: [String: Record] = [:]

    /// Whether a link that this client brings is read at all.
    func admits(_ client: String, now: Date) -> Bool {
        debt(of: Self.network(of: client), now: now) < Double(Self.guesses)
    }

    /// A link of this client was forged.
    mutating func count(_ client: String, now: Date) {
        let network = Self.network(of: client)
        let debt = debt(of: network, now: now) + 1
        if records[network] == nil, records.count >= Self.mostClients { forgetSome(now: now) }
        records[network] = Record(debt: debt, at: now)
    }

    private func debt(of network: String, now: Date) -> Double {
        guard let record = records[network] else { return 0 }
        return max(0, record.debt - max(0, now.timeIntervalSince(record.at)) / Self.recovery)
    }

    /// Those who owe nothing any more; if there are none, the tenth that guessed longest ago.
    private mutating func forgetSome(now: Date) {
        records = records.filter { debt(of: $0.key, now: now) > 0 }
        guard records.count >= Self.mostClients else { return }
        let oldest = records.sorted { $0.value.at < $1.value.at }.prefix(Self.mostClients / 10)
        for (network, _) in oldest { records[network] = nil }
    }

    /// A whole /64 of IPv6 is one client: every home has one (RFC 6177).
    private static func network(of client: String) -> String {
        guard client.contains(":") else { return client }
        var address = in6_addr()
        guard inet_pton(AF_INET6, client, &address) == 1 else { return client }
        return withUnsafeBytes(of: &address) { octets in
            octets.prefix(8).map { String($0, radix: 16) }.joined(separator: ".")
        }
    }
}

/// Faults at random in a ``FaultSMTPServer``: which message, or before any message which connection, meets which one
/// follows from the seed and its number.
public struct SMTPFaultDice: Sendable {
    private let seed: UInt64
    private let share: Double
    private let unknown: Double
    private let faults: [SMTPFault]

    /// - Parameters:
    ///   - share: Of the messages and connections that meet a fault, 0...1.
    ///   - unknown: Share of the addresses that do not exist: each is refused with 550 5.1.1, always.
    ///   - faults: One of them, all alike. Their ``SMTPFault/message`` has no meaning here.
    public init(seed: UInt64, share: Double, unknown: Double = 0, faults: [SMTPFault]) {
        self.seed = seed
        self.unknown = unknown
        self.share = share
        self.faults = faults
    }

    /// Whether the server knows no such mailbox.
    public func isUnknown(_ address: String) -> Bool {
        let hash = address.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        var random = SplitMix64(seed: hash)
        return Double.random(in: 0..<1, using: &random) < unknown
    }

    /// What message number `message` of the server's life meets; before any message (0) what the connection does.
    func fault(message: Int, connection: Int) -> SMTPFault? {
        let isBefore = message == 0
        var random = SplitMix64(seed: seed ^ UInt64(isBefore ? connection << 32 : message))
        guard Double.random(in: 0..<1, using: &random) < share else { return nil }
        return faults.filter { $0.isBeforeMail == isBefore }.randomElement(using: &random)
    }
}

extension SMTPFault {
    fileprivate var isBeforeMail: Bool { [.greeting, .hello, .authentication].contains(point) }
}

/// One place where letters are handed over, and how hard it may be worked.
public struct Relay: Sendable {
    public let transport: any MailTransport
    /// How many sessions it may have at once, 1...64.
    public let connections: Int
    /// How many messages all sessions together start in a second, more than 0; nil is without limit. Kept over restarts.
    public let ratePerSecond: Double?

    public init(transport: any MailTransport, connections: Int = 1, ratePerSecond: Double? = nil) {
        precondition((1...64).contains(connections), "connections must lie in 1...64")
        self.transport = transport
        self.connections = connections
        self.ratePerSecond = ratePerSecond
    }
}

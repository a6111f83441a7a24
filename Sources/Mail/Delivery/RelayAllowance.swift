/// How fast one relay may be worked by the configuration.
public struct RelayAllowance: Equatable, Sendable {
    /// ``MailTransport/name``.
    public let name: String
    /// Letters a second; nil is without limit.
    public let ratePerSecond: Double?

    public init(name: String, ratePerSecond: Double? = nil) {
        self.name = name
        self.ratePerSecond = ratePerSecond
    }
}

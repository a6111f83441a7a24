/// What an answer may cost. Servers of strangers are not trusted to be small, quick or honest.
public struct WebLimits: Sendable {
    /// From the first look-up to the last octet, over all redirects. The default is 30 seconds.
    public var total: Duration = .seconds(30)
    /// For one look-up, and for one connection with its TLS handshake. The default is 10 seconds.
    public var connecting: Duration = .seconds(10)
    /// An answer that stays below ``slowest`` octets a second for so long is ended; whole seconds. The default is
    /// 10 seconds.
    public var patience: Duration = .seconds(10)
    /// The default is 100.
    public var slowest = 100
    /// Octets of a body, counted after decompression. The default is 10 MB.
    public var body = 10_000_000
    /// How many times larger than received a body of more than 1 MB may become. Calendars and news shrink to a
    /// tenth or a thirtieth; bombs to a thousandth. The default is 100.
    public var ratio = 100
    /// Octets of the header lines of one answer. The default is 64 KB.
    public var header = 65_536
    /// The default is 5.
    public var redirects = 5

    public init() {}
}

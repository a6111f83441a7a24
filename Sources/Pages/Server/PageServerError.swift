/// Why the pages cannot be served at the configured address.
public struct PageServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `pages.listen` as it stands in the configuration.
    public let listen: String
    public let reason: String

    init(_ listen: PageServerSettings.Listen, _ error: any Error) {
        self.init(listen, reason: "\(error)")
    }

    init(_ listen: PageServerSettings.Listen, reason: String) {
        self.listen = "\(listen)"
        self.reason = reason
    }

    public var description: String {
        "the pages cannot be served at \(listen): \(reason); free the address or write another at pages.listen"
    }
}

extension PageServerSettings.Listen: CustomStringConvertible {
    /// As the configuration writes it.
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

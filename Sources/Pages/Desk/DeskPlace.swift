import Links

/// Where the desk stands: below the public address.
struct DeskPlace: Equatable, Sendable {
    /// The first part of the path below the public address.
    static let root = "beheer"

    /// The path as a browser sees it, such as `/post/beheer`.
    let path: String
    /// Scheme, host and port, as `Origin` has them (RFC 6454 §7).
    let origin: String
    /// Whether browsers come over TLS.
    var isSecure: Bool { origin.hasPrefix("https:") }

    init(_ publicURL: PublicURL) {
        // https: // host / the / path
        let parts = publicURL.description.split(separator: "/").map(String.init)
        origin = parts.prefix(2).joined(separator: "//").lowercased()
        path = (parts.dropFirst(2) + [Self.root]).map { "/\($0)" }.joined()
    }

    /// The address of a page of the desk, without host: it works at whatever name the proxy has.
    func link(_ parts: [String] = []) -> String {
        ([path] + parts).joined(separator: "/")
    }
}

import Links

/// The path of a request, as seen from the site's root.
enum SitePath {
    private static let longest = 1_024

    /// The parts behind the path of the public address, which may stand in front or not: a reverse
    /// proxy passes it on or takes it off.
    ///
    /// - Returns: nil when it is too long or goes up (`..`).
    static func parts(of path: String, behind publicURL: PublicURL) -> [String]? {
        guard path.utf8.count <= longest else { return nil }
        var parts = path.split(separator: "/").map(String.init)
        guard !parts.contains("..") else { return nil }
        let prefix = prefix(of: publicURL)
        if parts.starts(with: prefix) { parts.removeFirst(prefix.count) }
        return parts
    }

    private static func prefix(of publicURL: PublicURL) -> [String] {
        // https: // host / the / path
        publicURL.description.split(separator: "/").dropFirst(2).map(String.init)
    }
}

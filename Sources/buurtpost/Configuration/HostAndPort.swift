import Glibc

/// The `host:port` of a URL (RFC 3986 §3.2).
enum HostAndPort {
    /// Splits `text` into a host and the port, if there is one.
    ///
    /// - Returns: The host, a name or an IP address, IPv6 without its brackets; and 1...65535.
    /// - Throws: ``Complaint``, which does not repeat the text.
    static func split(_ text: some StringProtocol) throws(Complaint) -> (host: String, port: Int?) {
        let (host, rest) = text.first == "[" ? bracketed(text) : plain(text)
        guard let host else {
            throw Complaint(
                "names no proper host", remedy: "write a host name or an IP address, IPv6 in [ ]")
        }
        if rest.isEmpty { return (host, nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = Int(digits), (1...65_535).contains(port)
        else { throw Complaint("names no proper port", remedy: "write a port from 1 to 65535") }
        return (host, port)
    }

    private static func plain(_ text: some StringProtocol) -> (String?, Substring) {
        let text = Substring(text)
        let host = text.prefix { $0 != ":" }
        return (isHostName(String(host)) ? String(host) : nil, text[host.endIndex...])
    }

    private static func bracketed(_ text: some StringProtocol) -> (String?, Substring) {
        let text = Substring(text).dropFirst()
        guard let end = text.firstIndex(of: "]") else { return (nil, "") }
        let host = String(text[..<end])
        var address = in6_addr()
        return (
            inet_pton(AF_INET6, host, &address) == 1 ? host : nil, text[text.index(after: end)...]
        )
    }
}

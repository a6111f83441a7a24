/// Who asks: the proxies between are skipped as far as they are trusted.
enum ClientAddress {
    /// - Parameters:
    ///   - peer: The address at the other end of the connection; nil for a Unix socket.
    ///   - forwarded: The value of `X-Forwarded-For`: addresses, the last added by the proxy next to
    ///     us. Who is not trusted may write anything in it, so it is read from the end.
    /// - Returns: An address, or `unix`.
    static func of(peer: String?, forwarded: String?, trusted: Set<String>) -> String {
        var client = peer ?? "unix"
        guard peer.map(trusted.contains) ?? true else { return client }
        let hops = (forwarded ?? "").split(separator: ",").map { trimmed($0) }
        for hop in hops.reversed() {
            guard isAddress(hop) else { return client }
            client = hop
            guard trusted.contains(hop) else { return client }
        }
        return client
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: { $0 == " " }).reversed().drop(while: { $0 == " " }).reversed())
    }

    private static func isAddress(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 45
            && text.utf8.allSatisfy("0123456789abcdefABCDEF:.".utf8.contains)
    }
}

/// Where a server waits for connections.
enum ListenAddress: Equatable, Sendable, CustomStringConvertible {
    /// An IP address (IPv6 without brackets) or `localhost`, and 1...65535.
    case tcp(host: String, port: Int)
    /// The absolute path of a Unix socket.
    case unix(path: String)

    /// `127.0.0.1` with `port`.
    static func loopback(port: Int) -> ListenAddress { .tcp(host: "127.0.0.1", port: port) }

    /// As the configuration writes it.
    var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

extension Rule where Value == ListenAddress {
    /// `127.0.0.1:8025`, `[::1]:8025`, `localhost:8025`, or `unix:` and an absolute path of at most 107 octets
    /// (unix(7), `sun_path`).
    static var listenAddress: Rule {
        Rule { text throws(Complaint) in
            text.hasPrefix("unix:") ? try socket(text.dropFirst(5)) : try port(text)
        }
    }

    private static func socket(_ path: Substring) throws(Complaint) -> ListenAddress {
        guard path.first == "/", path.utf8.count <= 107,
            !path.unicodeScalars.contains(where: \.isControl)
        else {
            throw Complaint(
                "is not the path of a socket", remedy: "write unix:/ and at most 107 octets in all")
        }
        return .unix(path: String(path))
    }

    private static func port(_ text: String) throws(Complaint) -> ListenAddress {
        let (host, port) = try HostAndPort.split(text)
        let isAddress = host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." }
        guard let port, isAddress || host == "localhost" else {
            throw Complaint(
                "is not an IP address and a port", remedy: "write one such as 127.0.0.1:8025")
        }
        return .tcp(host: host, port: port)
    }
}

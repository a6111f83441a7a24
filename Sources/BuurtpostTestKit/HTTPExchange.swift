import Dispatch
import Glibc

/// A bare HTTP/1.1 client for tests: sends octets as they are, also wrong ones, and reads to the end.
public enum HTTPExchange {
    /// Runs blocking work on a thread of its own: a server in this process answers on the threads
    /// that run tests.
    public static func apart<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws
        -> T
    {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "buurtpost.test.http").async {
                continuation.resume(with: Result(catching: work))
            }
        }
    }

    /// Sends `text` to a port of this machine and reads until the server closes.
    ///
    /// - Returns: nil when there is no connection, or the answer has no status line.
    public static func send(_ text: String, port: Int) -> HTTPReply? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        guard connectLoopback(descriptor, port) else { return nil }
        write(Array(text.utf8), to: descriptor)
        return HTTPReply(String(decoding: readAll(descriptor), as: UTF8.self))
    }

    /// The statuses of all answers on one connection, in order; requests may follow each other
    /// without waiting. The last one has to close it.
    public static func statuses(of text: String, port: Int) -> [Int] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        guard connectLoopback(descriptor, port) else { return [] }
        write(Array(text.utf8), to: descriptor)
        return String(decoding: readAll(descriptor), as: UTF8.self)
            .split(separator: "HTTP/1.1 ").compactMap { Int($0.prefix(3)) }
    }

    /// A well-formed request; its connection is closed after the answer.
    public static func request(
        _ method: String, _ path: String, headers: [String] = [], body: String? = nil, port: Int
    ) -> HTTPReply? {
        var lines =
            ["\(method) \(path) HTTP/1.1", "Host: localhost", "Connection: close"] + headers
        if let body {
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: \(body.utf8.count)",
            ]
        }
        return send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""), port: port)
    }

    private static func connectLoopback(_ descriptor: Int32, _ port: Int) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// The server may close before all is sent: what it said is read all the same.
    private static func write(_ octets: [UInt8], to descriptor: Int32) {
        var sent = 0
        while sent < octets.count {
            let count = octets[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return all }
            all += buffer[..<count]
        }
    }
}

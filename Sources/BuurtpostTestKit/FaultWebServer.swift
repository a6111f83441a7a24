import Dispatch
import Foundation
import Glibc
import Synchronization

/// A web server on the loopback net that does with each path what its script says; other paths are 404.
///
/// One thread and one request per connection. Whoever starts a server ends it with ``stop()``.
public final class FaultWebServer: Sendable {
    /// A request as it came in.
    public struct Request: Sendable {
        /// GET or another word.
        public let method: String
        /// With the query.
        public let path: String
        /// The header lines, without that of the request.
        public let lines: [String]

        /// The value of the header line with that name, in whatever case it is written.
        public func value(_ name: String) -> String? {
            lines.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { String($0.dropFirst(name.count + 1)).trimmingCharacters(in: .whitespaces) }
        }
    }

    public let port: UInt16
    private let listening: ServerListener
    private let threads = DispatchGroup()
    private let state: Mutex<State>

    private struct State {
        var replies: [String: WebReply]
        var requests: [Request] = []
        var connections: [ServerSocket] = []
        var connected = 0
    }

    /// Listens at once.
    ///
    /// - Parameters:
    ///   - replies: By path without the query.
    ///   - address: In the order of the host; the default is 127.0.0.1.
    ///   - port: 0 is the kernel's choice.
    public init(
        _ replies: [String: WebReply], address: UInt32 = 0x7F00_0001, port: UInt16 = 0
    ) throws {
        listening = try ServerListener(address: address, port: port)
        self.port = listening.port
        state = Mutex(State(replies: replies))
        startThread { [self] in acceptAll() }
    }

    /// What was asked for, in order.
    public var requests: [Request] { state.withLock { $0.requests } }

    /// How many connections were made.
    public var connections: Int { state.withLock { $0.connected } }

    /// Another reply from now on.
    public func set(_ path: String, _ reply: WebReply) {
        state.withLock { $0.replies[path] = reply }
    }

    /// The URL of a path on this server, by its address.
    public func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Ends every connection and waits until all threads are gone, at most ten seconds. A second call does nothing.
    public func stop() {
        listening.close()
        state.withLock { for connection in $0.connections { connection.wake() } }
        precondition(threads.wait(timeout: .now() + 10) == .success, "a server thread does not end")
    }

    private func acceptAll() {
        while let descriptor = listening.accept() {
            let socket = ServerSocket(descriptor)
            state.withLock {
                $0.connections.append(socket)
                $0.connected += 1
            }
            startThread { [self] in
                serve(socket)
                socket.close()
            }
        }
    }

    private func serve(_ socket: ServerSocket) {
        guard let request = Self.request(socket) else { return }
        let path = String(request.path.prefix { $0 != "?" })
        let reply = state.withLock {
            $0.requests.append(request)
            return $0.replies[path]
        }
        Self.answer(request, reply ?? .status(404), socket)
    }

    private static func request(_ socket: ServerSocket) -> Request? {
        var lines: [String] = []
        while let line = socket.readLine(), !line.isEmpty {
            lines.append(String(decoding: line, as: UTF8.self))
        }
        let words = lines.first?.split(separator: " ").map(String.init) ?? []
        guard words.count == 3 else { return nil }
        return Request(method: words[0], path: words[1], lines: Array(lines.dropFirst()))
    }

    private static func answer(_ request: Request, _ reply: WebReply, _ socket: ServerSocket) {
        switch reply {
        case .page(let status, let header, let body):
            let lines = ["HTTP/1.1 \(status) X", "Content-Length: \(body.count)"] + header
            _ = socket.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
            if request.method != "HEAD" { _ = socket.write(body) }
        case .raw(let octets): _ = socket.write(octets)
        case .silence: _ = socket.waitForEnd(milliseconds: -1)
        case .drip:
            _ = socket.write(Array("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".utf8))
            while socket.write([120]), !socket.waitForEnd(milliseconds: 100) {}
        case .endless(let head, let piece):
            guard socket.write(Array(head.utf8)) else { return }
            while socket.write(piece) {}
        case .reset: socket.reset()
        }
    }

    private func startThread(_ body: @escaping @Sendable () -> Void) {
        threads.enter()
        Thread.detachNewThread { [threads] in
            body()
            threads.leave()
        }
    }
}

import Glibc
import Synchronization

/// A connected socket of a test server: lines in, octets out. Used by one thread; ``wake()`` by
/// any.
final class ServerSocket: Sendable {
    private let descriptor: Mutex<Int32?>
    private let input = Mutex(Input())

    /// What was received; the octets before `start` are used up.
    private struct Input {
        private var octets: [UInt8] = []
        private var start = 0

        var count: Int { octets.count - start }

        mutating func append(_ more: ArraySlice<UInt8>) {
            octets.removeFirst(start)
            start = 0
            octets += more
        }

        mutating func take(_ count: Int) -> [UInt8] {
            defer { start += count }
            return Array(octets[start..<start + count])
        }

        mutating func takeLine() -> [UInt8]? {
            guard let end = octets[start...].firstIndex(of: 10) else { return nil }
            let line = take(end - start)
            start += 1
            return line.last == 13 ? line.dropLast() : line
        }
    }

    init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    deinit { close() }

    /// Makes every blocked call return, and all later ones fail.
    func wake() {
        descriptor.withLock { if let open = $0 { _ = shutdown(open, Int32(SHUT_RDWR)) } }
    }

    /// A second call does nothing.
    func close() {
        descriptor.withLock {
            if let open = $0 { _ = Glibc.close(open) }
            $0 = nil
        }
    }

    /// Closes with RST (socket(7), SO_LINGER with no time).
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            number, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close()
    }

    /// No more will be written; the peer reads its end.
    func finishWriting() { _ = shutdown(number, Int32(SHUT_WR)) }

    /// The next line without its CRLF; nil at the end.
    func readLine() -> [UInt8]? {
        while true {
            if let line = input.withLock({ $0.takeLine() }) { return line }
            guard fill() else { return nil }
        }
    }

    /// Exactly `count` octets; nil when the end comes first.
    func read(_ count: Int) -> [UInt8]? {
        while input.withLock(\.count) < count { guard fill() else { return nil } }
        return input.withLock { $0.take(count) }
    }

    /// Reads at most `limit` octets more; false at the end.
    func fill(limit: Int = 65536) -> Bool {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(number, &buffer, limit, 0)
        guard count > 0 else { return false }
        input.withLock { $0.append(buffer[..<count]) }
        return true
    }

    /// Reads and forgets until the end.
    func drain() { while fill() { input.withLock { $0 = Input() } } }

    /// False when the peer is gone.
    func write(_ octets: [UInt8]) -> Bool {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Waits without reading until the peer or ``wake()`` has ended the connection, at most that
    /// long (-1: without limit).
    ///
    /// - Returns: Whether it has ended.
    func waitForEnd(milliseconds: Int32) -> Bool {
        var waiting = pollfd(fd: number, events: Self.peerHasClosed, revents: 0)
        return poll(&waiting, 1, milliseconds) != 0
    }

    /// POLLRDHUP (poll(2)), which the Glibc module does not show.
    private static let peerHasClosed: Int16 = 0x2000

    /// -1, which no call accepts, once closed.
    private var number: Int32 { descriptor.withLock { $0 ?? -1 } }
}

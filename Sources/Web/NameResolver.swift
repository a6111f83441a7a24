import Dispatch
import Foundation
import Glibc
import Synchronization

/// Turns the host of a URL into addresses.
public struct NameResolver: Sendable {
    /// All addresses of `host` in the order in which they are to be tried, at least one; blocks at most `limit`.
    public let addresses:
        @Sendable (_ host: String, _ limit: Duration) throws(WebFailure) -> [IPAddress]

    public init(
        _ addresses: @escaping @Sendable (String, Duration) throws(WebFailure) -> [IPAddress]
    ) {
        self.addresses = addresses
    }

    /// The resolver of the system (getaddrinfo(3)), which knows no deadline: a look-up that takes longer goes on in
    /// its thread until resolv.conf(5)'s own time-outs end it.
    public static let system = NameResolver { host, limit throws(WebFailure) in
        if let number = IPAddress(numeric: host) { return [number] }
        let lookUp = LookUp()
        Thread.detachNewThread { lookUp.run(host) }
        guard let found = lookUp.result(within: limit) else { throw .tooSlow }
        guard !found.isEmpty else { throw .unknownHost }
        return found
    }

    private final class LookUp: Sendable {
        private let found = Mutex<[IPAddress]>([])
        private let done = DispatchSemaphore(value: 0)

        func run(_ host: String) {
            let addresses = NameResolver.ask(host)
            found.withLock { $0 = addresses }
            done.signal()
        }

        /// Nil when the time is over first.
        func result(within limit: Duration) -> [IPAddress]? {
            let wait = DispatchTimeInterval.milliseconds(limit.wholeMilliseconds)
            guard done.wait(timeout: .now() + wait) == .success else { return nil }
            return found.withLock { $0 }
        }
    }

    private static func ask(_ host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        return sequence(first: first) { $0?.pointee.ai_next }.compactMap { entry in
            guard let entry, let address = entry.pointee.ai_addr else { return nil }
            return IPAddress(address, length: entry.pointee.ai_addrlen)
        }
    }
}

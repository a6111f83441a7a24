import Glibc

/// Finds out whether a relay takes connections, within a time of our own choosing.
///
/// libESMTP connects with a blocking connect(2) that has no time-out: a relay whose backlog is full
/// holds the thread for two minutes per address. So a connection of ours goes first and is closed
/// at once.
enum ConnectionProbe {
    /// Why no address answered.
    struct Failure: Error, Equatable {
        /// Completes "the relay …". Names neither host nor address.
        let reason: String
    }

    /// The first address of `host` that takes a connection, asked in the resolver's order.
    ///
    /// - Parameter timeout: For each address. At least a millisecond.
    static func firstAnswering(
        _ host: HostName, port: UInt16, timeout: Duration
    ) throws(Failure) -> SocketAddress {
        let addresses = SocketAddress.resolve(host, port: port)
        var failure = Failure(reason: "has a host name that does not resolve")
        for address in addresses {
            guard let error = connectError(address, timeout: timeout) else { return address }
            failure = Failure(reason: "cannot be reached: \(String(cString: strerror(error)))")
        }
        throw failure
    }

    /// Connects and closes. Nil on success, else an errno value.
    private static func connectError(_ address: SocketAddress, timeout: Duration) -> Int32? {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        if address.withSockaddr({ connect(descriptor, $0, $1) }) == 0 { return nil }
        guard errno == EINPROGRESS else { return errno }
        return outcome(of: descriptor, within: timeout)
    }

    /// Waits for a connect(2) in progress (connect(2), EINPROGRESS).
    private static func outcome(of descriptor: Int32, within timeout: Duration) -> Int32? {
        let deadline = ContinuousClock.now + timeout
        while true {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = poll(&waiting, 1, max(0, (deadline - .now).wholeMilliseconds))
            if ready > 0 { return socketError(descriptor) }
            if ready == 0 { return ETIMEDOUT }
            if errno != EINTR { return errno }
        }
    }

    private static func socketError(_ descriptor: Int32) -> Int32? {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else {
            return errno
        }
        return error == 0 ? nil : error
    }
}

extension Duration {
    /// Rounded up, so that a wait is never cut to nothing; at most what poll(2) takes.
    var wholeMilliseconds: Int32 {
        Int32(clamping: Int64((self / .milliseconds(1)).rounded(.up)))
    }
}

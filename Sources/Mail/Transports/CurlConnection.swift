internal import CLibcurl
import Glibc

/// One connection that libcurl opened: TCP, greeting, EHLO, TLS with its checks. What is said after
/// that is ours. Blocks its thread; use it on one thread only.
///
/// Owns a `CURL *` in CONNECT_ONLY mode (CURLOPT_CONNECT_ONLY(3)). After any error it is of no use
/// any more: let it go, which closes it without a word.
final class CurlConnection {
    /// Why no connection came about. Completes "the relay …"; names neither host nor address.
    struct OpeningFailure: Error, Equatable {
        let reason: String
        /// What the relay said; nil when that is not why.
        var reply: ScrubbedReply?
    }

    /// Why an open one can no longer be used.
    enum Fault: Error, Equatable {
        /// Ended by the relay or the network, or no reply came over it.
        case broken
        case cut(StallWatch.Cut)
    }

    /// What HEADERFUNCTION collects.
    private final class Lines {
        var octets: [UInt8] = []
    }

    /// One record of TLS.
    private static let piece = 16_384

    private let handle: UnsafeMutableRawPointer
    private let lines = Lines()
    private var reader = ReplyReader()
    private var socket: curl_socket_t = -1
    /// What the relay offers; from after STARTTLS.
    let extensions: HelloExtensions

    /// Connects and says EHLO, within `options.openingTimeout`.
    init(
        host: HostName, port: UInt16, security: RelaySecurity, options: CurlOptions
    ) throws(OpeningFailure) {
        guard let handle = curl_easy_init() else {
            throw OpeningFailure(reason: "cannot be talked to: no memory")
        }
        self.handle = handle
        let result = Self.perform(
            handle, Self.url(host, port, security, options), security, options, lines)
        let opening = RelayOpening(lines.octets, security: security)
        extensions = opening.extensions
        lines.octets = []
        guard result == CURLE_OK, opening.refusal == nil,
            curl_get_socket(handle, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK, socket >= 0
        else {
            // All is set, so deinit frees the handle.
            throw opening.refusal
                ?? OpeningFailure(reason: Self.reason(result, handle, opening, options))
        }
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    }

    deinit { curl_easy_cleanup(handle) }

    /// Writes all of `octets`. The stall time begins anew with each piece taken.
    func send(_ octets: [UInt8], within limit: WaitLimit) throws(Fault) {
        var sent = 0
        while sent < octets.count {
            sent += try sendPiece(octets, from: sent, limit)
        }
    }

    /// The next reply. The stall time is for the whole of it.
    func reply(within limit: WaitLimit) throws(Fault) -> SMTPReply {
        let wait = limit.next
        while true {
            if let reply = try bufferedReply() { return reply }
            if try !receive() { try self.wait(for: POLLIN, wait) }
        }
    }

    /// A reply that nobody asked for, as far as it is there. Does not block.
    func unaskedReply() throws(Fault) -> SMTPReply? {
        while try receive() {}
        return try bufferedReply()
    }

    /// Whether the connection stands and the relay owes and says nothing.
    var isQuiet: Bool {
        do throws(Fault) {
            return try unaskedReply() == nil && reader.isEmpty
        } catch {
            return false
        }
    }

    private func bufferedReply() throws(Fault) -> SMTPReply? {
        do throws(ReplyReader.Unusable) {
            return try reader.next()
        } catch {
            throw .broken
        }
    }

    /// The same piece is offered until it is taken: OpenSSL wants that (SSL_write(3)).
    private func sendPiece(
        _ octets: [UInt8], from start: Int, _ limit: WaitLimit
    ) throws(Fault) -> Int {
        let wait = limit.next
        while true {
            var count = 0
            let result = octets.withUnsafeBytes {
                curl_easy_send(
                    handle, $0.baseAddress! + start, min(Self.piece, octets.count - start), &count)
            }
            if result == CURLE_OK, count > 0 { return count }
            guard result == CURLE_AGAIN || result == CURLE_OK else { throw .broken }
            try self.wait(for: POLLOUT, wait)
        }
    }

    /// Takes what is there; false when nothing is (curl_easy_recv(3)).
    private func receive() throws(Fault) -> Bool {
        var count = 0
        var result = CURLE_OK
        let piece = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
            result = curl_easy_recv(handle, buffer.baseAddress, 4096, &count)
            filled = result == CURLE_OK ? count : 0
        }
        if result == CURLE_AGAIN { return false }
        guard result == CURLE_OK, !piece.isEmpty else { throw .broken }
        reader.append(piece)
        return true
    }

    private func wait(
        for event: Int32, _ wait: (end: ContinuousClock.Instant, cut: StallWatch.Cut)
    ) throws(Fault) {
        while true {
            let left = (wait.end - .now).wholeMilliseconds
            guard left > 0 else { throw .cut(wait.cut) }
            var waiting = pollfd(fd: socket, events: Int16(event), revents: 0)
            let ready = poll(&waiting, 1, left)
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw .broken }
        }
    }
}

// MARK: - Opening

extension CurlConnection {
    /// The path is what EHLO says.
    private static func url(
        _ host: HostName, _ port: UInt16, _ security: RelaySecurity, _ options: CurlOptions
    ) -> String {
        let scheme = security == .tls ? "smtps" : "smtp"
        return "\(scheme)://\(host.inURL):\(port)/\(options.helloName?.description ?? "")"
    }

    private static func perform(
        _ handle: UnsafeMutableRawPointer, _ url: String, _ security: RelaySecurity,
        _ options: CurlOptions, _ lines: Lines
    ) -> CURLcode {
        let usage = security == .plain ? CURLUSESSL_NONE : CURLUSESSL_ALL
        let settings = [
            curl_set_text(handle, CURLOPT_URL, url),
            curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
            // Or else the environment's proxies.
            curl_set_text(handle, CURLOPT_PROXY, ""),
            curl_set_long(handle, CURLOPT_CONNECT_ONLY, 1),
            curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            curl_set_long(handle, CURLOPT_FRESH_CONNECT, 1),
            curl_set_long(handle, CURLOPT_USE_SSL, Int(usage.rawValue)),
            curl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1),
            curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
            curl_set_long(
                handle, CURLOPT_CONNECTTIMEOUT_MS, Int(options.openingTimeout.wholeMilliseconds)),
            trust(options.authorities, handle),
            curl_set_line_function(
                handle, collect, Unmanaged.passUnretained(lines).toOpaque()),
        ]
        guard let failure = settings.first(where: { $0 != CURLE_OK }) else {
            return curl_easy_perform(handle)
        }
        return failure
    }

    /// A file of one's own replaces the system's folder too.
    private static func trust(
        _ authorities: String?, _ handle: UnsafeMutableRawPointer
    ) -> CURLcode {
        guard let authorities else { return CURLE_OK }
        let result = curl_set_text(handle, CURLOPT_CAINFO, authorities)
        return result == CURLE_OK ? curl_set_text(handle, CURLOPT_CAPATH, nil) : result
    }

    private static let collect: curl_line_function_t = { octets, size, count, context in
        let lines = Unmanaged<Lines>.fromOpaque(context!).takeUnretainedValue()
        let taken = size * count
        // More is no opening: 0 ends it (CURLOPT_HEADERFUNCTION(3)).
        guard lines.octets.count + taken <= 131_072, let octets else { return 0 }
        UnsafeRawBufferPointer(start: octets, count: taken).withMemoryRebound(to: UInt8.self) {
            lines.octets += $0
        }
        return taken
    }

    private static func reason(
        _ result: CURLcode, _ handle: UnsafeMutableRawPointer, _ opening: RelayOpening,
        _ options: CurlOptions
    ) -> String {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST: "has a host name that does not resolve"
        case CURLE_COULDNT_CONNECT: "cannot be reached: \(connectError(handle))"
        case CURLE_OPERATION_TIMEDOUT:
            "was not ready within \(options.openingTimeout), at \(opening.lastStage)"
        case CURLE_PEER_FAILED_VERIFICATION:
            "shows a certificate that \(certificateFault(handle)); nothing was sent"
        case CURLE_SSL_CACERT_BADFILE:
            "cannot be checked: the file of authorities (ca_file) cannot be read as PEM"
        case CURLE_USE_SSL_FAILED: "offers no STARTTLS; nothing was sent"
        case CURLE_SSL_CONNECT_ERROR: "failed in the TLS handshake; nothing was sent"
        case CURLE_OK: "cannot be talked to: libcurl gave no socket"
        default: "gave no usable answer, or closed the connection, at \(opening.lastStage)"
        }
    }

    private static func connectError(_ handle: UnsafeMutableRawPointer) -> String {
        var code = 0
        _ = curl_get_long(handle, CURLINFO_OS_ERRNO, &code)
        return code == 0 ? "no answer in time" : String(cString: strerror(Int32(code)))
    }

    /// The numbers are OpenSSL's (X509_STORE_CTX_get_error(3)).
    private static func certificateFault(_ handle: UnsafeMutableRawPointer) -> String {
        var code = 0
        _ = curl_get_long(handle, CURLINFO_SSL_VERIFYRESULT, &code)
        switch code {
        // libcurl leaves 1 (unspecified) where only the name is wrong.
        case 0, 1: return "is for another name"
        case 9: return "is not yet valid (is this machine's clock right?)"
        case 10: return "has expired"
        case 18, 19, 20, 21: return "no trusted authority signed (for a private one set ca_file)"
        default: return "does not hold (verification error \(code))"
        }
    }
}

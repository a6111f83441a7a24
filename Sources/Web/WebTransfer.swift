internal import CLibcurl
import Glibc

/// One request and its answer over a connection of its own, without redirects.
///
/// Owns a `CURL *`. The pointers that libcurl gets lead to this object, which lives as long as the blocking call.
final class WebTransfer {
    private let handle: UnsafeMutableRawPointer
    private let limits: WebLimits
    /// The only ones that a socket is opened for.
    private let addresses: [IPAddress]
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    /// Why a callback ended the transfer.
    private var verdict: WebFailure?

    private(set) var header = AnswerHeader()
    private(set) var body: [UInt8] = []
    private(set) var status = 0

    /// - Parameter addresses: Those of the host, checked.
    init(limits: WebLimits, addresses: [IPAddress]) throws(WebFailure) {
        guard let handle = curl_easy_init() else {
            throw .ownFault(reason: "no memory for libcurl")
        }
        self.handle = handle
        self.limits = limits
        self.addresses = addresses
    }

    deinit {
        curl_easy_cleanup(handle)
        for list in lists { curl_slist_free_all(list) }
    }

    /// Blocks until the answer is complete. To be called once.
    func run(
        _ url: WebURL, _ request: WebRequest, agent: String, authorities: String?,
        within limit: Duration
    ) throws(WebFailure) {
        let settings =
            [
                curl_set_text(handle, CURLOPT_URL, url.text),
                curl_set_text(handle, CURLOPT_USERAGENT, agent),
                list(CURLOPT_RESOLVE, resolution(of: url)),
                list(CURLOPT_HTTPHEADER, lines(of: request)),
                curl_set_long(handle, CURLOPT_NOBODY, request.method == .head ? 1 : 0),
                curl_set_long(handle, CURLOPT_TIMEOUT_MS, limit.wholeMilliseconds),
            ] + fixedSettings + trust(authorities) + callbacks
        guard settings.allSatisfy({ $0 == CURLE_OK }) else {
            throw .ownFault(reason: "libcurl does not take its settings: no memory")
        }
        let result = curl_easy_perform(handle)
        if let verdict { throw verdict }
        guard result == CURLE_OK else { throw failure(result) }
        _ = curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    }
}

// MARK: - Settings

extension WebTransfer {
    private var fixedSettings: [CURLcode] {
        [
            curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            // Or else the environment's proxies.
            curl_set_text(handle, CURLOPT_PROXY, ""),
            curl_set_text(handle, CURLOPT_ACCEPT_ENCODING, "gzip, deflate"),
            curl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
            curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            curl_set_long(handle, CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
            curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            curl_set_long(handle, CURLOPT_FORBID_REUSE, 1),
            curl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1),
            curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
            curl_set_long(
                handle, CURLOPT_CONNECTTIMEOUT_MS, limits.connecting.wholeMilliseconds),
            curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, limits.slowest),
            curl_set_long(
                handle, CURLOPT_LOW_SPEED_TIME, max(1, limits.patience.wholeMilliseconds / 1000)),
        ]
    }

    private func trust(_ authorities: String?) -> [CURLcode] {
        guard let authorities else { return [] }
        return [
            curl_set_text(handle, CURLOPT_CAINFO, authorities),
            curl_set_text(handle, CURLOPT_CAPATH, nil),
        ]
    }

    private var callbacks: [CURLcode] {
        let me = Unmanaged.passUnretained(self).toOpaque()
        return [
            curl_set_line_function(handle, Callback.line, me),
            curl_set_body_function(handle, Callback.body, me),
            curl_set_socket_function(handle, Callback.socket, me),
        ]
    }

    /// What the name means, so that libcurl asks nobody (CURLOPT_RESOLVE(3)). A number needs none.
    private func resolution(of url: WebURL) -> [String] {
        guard IPAddress(numeric: url.host) == nil else { return [] }
        let texts = addresses.map { $0.octets.count == 16 ? "[\($0)]" : "\($0)" }
        return ["\(url.host):\(url.port):\(texts.joined(separator: ","))"]
    }

    private func lines(of request: WebRequest) -> [String] {
        var lines = ["Accept: \(request.accept)"]
        if let etag = request.known.etag { lines.append("If-None-Match: \(etag)") }
        if let time = request.known.lastModified { lines.append("If-Modified-Since: \(time)") }
        return lines
    }

    private func list(_ option: CURLoption, _ lines: [String]) -> CURLcode {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                return CURLE_OUT_OF_MEMORY
            }
            list = longer
        }
        if let list { lists.append(list) }
        return curl_set_list(handle, option, list)
    }
}

// MARK: - What comes in

extension WebTransfer {
    private enum Callback {
        static let line: curl_line_function_t = { octets, size, count, context in
            let transfer = Unmanaged<WebTransfer>.fromOpaque(context!).takeUnretainedValue()
            return transfer.takeLine(UnsafeRawBufferPointer(start: octets, count: size * count))
        }

        static let body: curl_line_function_t = { octets, size, count, context in
            let transfer = Unmanaged<WebTransfer>.fromOpaque(context!).takeUnretainedValue()
            return transfer.takeBody(UnsafeRawBufferPointer(start: octets, count: size * count))
        }

        static let socket: curl_opensocket_callback = { context, _, address in
            let transfer = Unmanaged<WebTransfer>.fromOpaque(context!).takeUnretainedValue()
            guard let address else { return CURL_SOCKET_BAD }
            return transfer.openSocket(address)
        }
    }

    /// Another number than was offered ends the transfer (CURLOPT_HEADERFUNCTION(3)).
    private func takeLine(_ line: UnsafeRawBufferPointer) -> Int {
        header.take(line)
        guard header.octets <= limits.header else {
            verdict = .longHeader(limit: limits.header)
            return -1
        }
        return line.count
    }

    /// The octets are decompressed already; libcurl's own limit counts before that.
    private func takeBody(_ piece: UnsafeRawBufferPointer) -> Int {
        guard body.count + piece.count <= limits.body else {
            verdict = .tooLarge(limit: limits.body)
            return -1
        }
        body += piece
        guard body.count <= 1_000_000 || body.count / limits.ratio <= received else {
            verdict = .bomb
            return -1
        }
        return piece.count
    }

    /// Octets of the body that came over the network.
    private var received: Int {
        var count: curl_off_t = 0
        _ = curl_get_count(handle, CURLINFO_SIZE_DOWNLOAD_T, &count)
        return Int(count)
    }

    /// Sees the address that is really connected to, whoever found it.
    private func openSocket(_ wanted: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr)!
        let address = (UnsafeRawPointer(wanted) + offset).assumingMemoryBound(to: sockaddr.self)
        guard let found = IPAddress(address, length: wanted.pointee.addrlen),
            addresses.contains(found)
        else {
            verdict = .unreachable
            return CURL_SOCKET_BAD
        }
        return Glibc.socket(
            wanted.pointee.family, wanted.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
            wanted.pointee.protocol)
    }
}

// MARK: - What went wrong

extension WebTransfer {
    private func failure(_ result: CURLcode) -> WebFailure {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST: .unknownHost
        case CURLE_COULDNT_CONNECT: .unreachable
        case CURLE_OPERATION_TIMEDOUT: .tooSlow
        case CURLE_PEER_FAILED_VERIFICATION: .untrusted(reason: certificateFault)
        case CURLE_SSL_CONNECT_ERROR: .untrusted(reason: "was not reached: the handshake failed")
        case CURLE_SSL_CACERT_BADFILE:
            .ownFault(reason: "the file of authorities cannot be read as PEM")
        case CURLE_OUT_OF_MEMORY: .ownFault(reason: "no memory for libcurl")
        default: .broken
        }
    }

    /// The numbers are OpenSSL's (X509_STORE_CTX_get_error(3)).
    private var certificateFault: String {
        var code = 0
        _ = curl_get_long(handle, CURLINFO_SSL_VERIFYRESULT, &code)
        switch code {
        // libcurl leaves 0 or 1 where only the name is wrong.
        case 0, 1: return "is for another name"
        case 9: return "is not yet valid"
        case 10: return "has expired"
        case 18, 19, 20, 21: return "is signed by no trusted authority"
        default: return "does not hold (verification error \(code))"
        }
    }
}

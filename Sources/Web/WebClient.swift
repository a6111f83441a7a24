/// Asks the web, one request at a time, and distrusts whatever comes back.
///
/// Names are resolved once for each hop; every address of the host must be one that may be called, and the
/// connection is made to one of those only, so that a name that leads elsewhere a moment later is of no use.
/// Redirects are followed here, each checked like the first. No proxy, cookie, netrc file or login is used.
public struct WebClient: Sendable {
    /// What User-Agent says: who asks, and where to complain.
    private let agent: String
    private let authorities: String?
    private let limits: WebLimits
    private let resolver: NameResolver

    /// - Parameters:
    ///   - contact: A page about the one who asks, such as the platform's; ASCII.
    ///   - authorities: A file of certificates in PEM that replaces the system's. The default is nil: the system's.
    public init(
        contact: WebURL, authorities: String? = nil, limits: WebLimits = WebLimits(),
        resolver: NameResolver = .system
    ) {
        agent = "buurtpost (+\(contact.text))"
        self.authorities = authorities
        self.limits = limits
        self.resolver = resolver
    }

    /// Sends the request and waits for the answer, at most ``WebLimits/total``. Blocks its thread.
    public func send(_ request: WebRequest) -> WebOutcome {
        let end = ContinuousClock.now + limits.total
        do throws(WebFailure) {
            return .answer(try follow(request, until: end))
        } catch {
            return .failed(error)
        }
    }

    private func follow(
        _ request: WebRequest, until end: ContinuousClock.Instant
    ) throws(WebFailure) -> WebAnswer {
        var url = request.url
        for redirects in 0...limits.redirects {
            let transfer = try hop(to: url, request, until: end)
            guard let target = try transfer.redirect(from: url) else {
                return transfer.answer(from: url, redirects: redirects)
            }
            url = target
        }
        throw .tooManyRedirects(limit: limits.redirects)
    }

    private func hop(
        to url: WebURL, _ request: WebRequest, until end: ContinuousClock.Instant
    ) throws(WebFailure) -> WebTransfer {
        guard url.port == 80 || url.port == 443 || url.port == request.url.port else {
            throw .refusedPort
        }
        let rule = AddressRule(
            allowsPrivate: request.allowsPrivate && url.hasOrigin(of: request.url))
        let addresses = try resolver.addresses(
            url.host, min(limits.connecting, try left(until: end)))
        try rule.check(addresses)
        let transfer = try WebTransfer(limits: limits, addresses: addresses)
        try transfer.run(
            url, request, agent: agent, authorities: authorities, within: try left(until: end))
        return transfer
    }

    private func left(until end: ContinuousClock.Instant) throws(WebFailure) -> Duration {
        let left = end - .now
        guard left > .zero else { throw .tooSlow }
        return left
    }
}

extension WebTransfer {
    /// Where the answer sends us; nil when it is one to be read.
    fileprivate func redirect(from url: WebURL) throws(WebFailure) -> WebURL? {
        guard [301, 302, 303, 307, 308].contains(status), let place = header["location"] else {
            return nil
        }
        let target = try Self.target(place, from: url)
        guard target.isSecure || !url.isSecure else { throw .insecureRedirect }
        return target
    }

    private static func target(_ place: String, from url: WebURL) throws(WebFailure) -> WebURL {
        do throws(WebURL.Invalid) {
            return try url.resolving(place)
        } catch {
            throw .invalidAddress(reason: error.reason)
        }
    }

    fileprivate func answer(from url: WebURL, redirects: Int) -> WebAnswer {
        WebAnswer(
            status: status, url: url, redirects: redirects, body: body,
            version: WebVersion(etag: header["etag"], lastModified: header["last-modified"]),
            contentType: header["content-type"] ?? "",
            retryAfter: header["retry-after"].flatMap(Int.init).flatMap { $0 >= 0 ? $0 : nil })
    }
}

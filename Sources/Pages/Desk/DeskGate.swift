import Crypto
import Foundation
import Links
import Synchronization

/// Lets operators in, and nobody else.
final class DeskGate: Sendable {
    static let cookie = "buurtpost-beheer"
    /// The field that carries the token of a form.
    static let tokenField = "token"
    /// A page that looks for news by itself says so with this header.
    static let liveHeader = "x-buurtpost-live"

    private let settings: DeskSettings
    private let place: DeskPlace
    private let sessions = DeskSessions()
    private let guesses = Mutex(GuessLimit())
    private let isHashing = Atomic(false)
    /// Signs the form tokens of those whom a proxy lets in; new at each start.
    private let key = SymmetricKey(size: .bits256)

    init(_ settings: DeskSettings, place: DeskPlace) {
        self.settings = settings
        self.place = place
    }

    /// Whether somebody who is not let in can log in.
    var hasPassword: Bool { settings.password != nil }

    /// Who asks; nil when that is not known, or not any more.
    func operatorOf(_ request: SiteRequest) -> DeskOperator? {
        if let who = named(in: request) {
            return DeskOperator(who: who, formToken: formToken(of: who), mayLogOut: false)
        }
        let isPerson = request.headers[Self.liveHeader] == nil
        return secret(in: request).flatMap {
            sessions.session($0, isPerson: isPerson, now: request.now)
        }.map { DeskOperator(who: $0.who, formToken: $0.formToken, mayLogOut: true) }
    }

    /// Whether a form was sent by a page of this operator's own: it carries the token, and the browser
    /// says that it comes from here.
    func accepts(_ form: PageSubmission, in request: SiteRequest, from visitor: DeskOperator)
        -> Bool
    {
        guard comesFromHere(request) else { return false }
        let token = Array((form.first(Self.tokenField) ?? "").utf8)
        return SHA256.hash(data: token) == SHA256.hash(data: Array(visitor.formToken.utf8))
    }

    /// Browsers say where a form came from: `Sec-Fetch-Site`
    /// (<https://www.w3.org/TR/fetch-metadata/>), older ones `Origin` only. What says neither is no
    /// browser, and no page can make it send a cookie.
    func comesFromHere(_ request: SiteRequest) -> Bool {
        if let site = request.headers["sec-fetch-site"] { return site == "same-origin" }
        return request.headers["origin"].map { $0 == place.origin } ?? true
    }

    // MARK: Logging in and out

    enum LogIn: Equatable {
        /// The header that sets the cookie.
        case open(cookie: String)
        case wrong
        /// Too many wrong passwords came from there.
        case tooMany
        /// Another password is being looked at.
        case busy
    }

    /// Looks at a name and a password. One password at a time: each takes a processor and 16 MB.
    func logIn(_ form: PageSubmission, _ request: SiteRequest) -> LogIn {
        guard let password = settings.password else { return .wrong }
        guard guesses.withLock({ $0.admits(request.client, now: request.now) }) else {
            return .tooMany
        }
        guard
            isHashing.compareExchange(expected: false, desired: true, ordering: .acquiring)
                .exchanged
        else { return .busy }
        defer { isHashing.store(false, ordering: .releasing) }
        guard let who = Self.name(form.first("name") ?? ""),
            password.accepts(form.first("password") ?? "")
        else {
            guesses.withLock { $0.count(request.client, now: request.now) }
            return .wrong
        }
        var generator = SystemRandomNumberGenerator()
        let secret = sessions.begin(who, now: request.now, using: &generator)
        return .open(cookie: cookie(secret, seconds: Int(DeskSessions.longest)))
    }

    /// - Returns: The header that takes the cookie away.
    func logOut(_ request: SiteRequest) -> String {
        if let secret = secret(in: request) { sessions.end(secret) }
        return cookie("", seconds: 0)
    }

    /// A name that can stand in a reason: one line of 1 to 64 characters.
    static func name(_ text: String) -> String? {
        let name = text.trimmingCharacters(in: .whitespaces)
        let isLine = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        return (1...64).contains(name.count) && name.utf8.count <= 256 && isLine ? name : nil
    }

    // MARK: Inside

    /// Whom a trusted proxy names. Two names in one request are none.
    private func named(in request: SiteRequest) -> String? {
        guard let header = settings.userHeader, request.isFromProxy,
            let value = request.headers[header], !value.contains(",")
        else { return nil }
        return Self.name(value)
    }

    private func formToken(of who: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Data("form:\(who)".utf8), using: key)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private func secret(in request: SiteRequest) -> String? {
        let cookies = (request.headers["cookie"] ?? "").split(separator: ";").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        return cookies.first { $0.hasPrefix("\(Self.cookie)=") }
            .map { String($0.dropFirst(Self.cookie.count + 1)) }
    }

    private func cookie(_ secret: String, seconds: Int) -> String {
        "\(Self.cookie)=\(secret); Path=\(place.path); Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (place.isSecure ? "; Secure" : "")
    }
}

/// Who is let in.
struct DeskOperator: Equatable, Sendable {
    /// As it is written down with what they do.
    let who: String
    let formToken: String
    /// Not when a proxy lets them in again at once.
    let mayLogOut: Bool
}

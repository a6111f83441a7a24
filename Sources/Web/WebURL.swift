internal import CLibcurl

/// An absolute http or https URL as libcurl understands it, so that what is checked is what is called.
///
/// Holds no user and no password. May hold a token in its query: logs and errors show ``host`` at most.
public struct WebURL: Hashable, Sendable {
    /// The normalised text: numbers that stand for IPv4 addresses in four parts, international names in their
    /// `xn--` form, no fragment.
    public let text: String
    public let isSecure: Bool
    /// The name or the address, without the brackets of IPv6.
    public let host: String
    /// The port that is meant when none is written.
    public let port: UInt16

    /// Why a text is no such URL. Completes "the address …"; holds none of it.
    public struct Invalid: Error, Equatable, Sendable {
        public let reason: String
    }

    /// - Parameter text: At most 8000 octets.
    public init(_ text: String) throws(Invalid) {
        try self.init(text, relativeTo: nil)
    }

    /// The target of a redirect (RFC 9110 §10.2.2): `reference` may be relative to this URL.
    public func resolving(_ reference: String) throws(Invalid) -> WebURL {
        try WebURL(reference, relativeTo: self)
    }

    /// Whether both name the same scheme, host and port (RFC 6454 §4).
    public func hasOrigin(of other: WebURL) -> Bool {
        isSecure == other.isSecure && host == other.host && port == other.port
    }

    private init(_ text: String, relativeTo base: WebURL?) throws(Invalid) {
        guard text.utf8.count <= 8000 else { throw Invalid(reason: "is longer than 8000 octets") }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw Invalid(reason: "holds a control character")
        }
        guard let parts = curl_url() else { throw Invalid(reason: "finds no memory") }
        defer { curl_url_cleanup(parts) }
        if let base { try Self.set(parts, CURLUPART_URL, base.text, flags: 0) }
        try Self.set(
            parts, CURLUPART_URL, text, flags: CURLU_DISALLOW_USER | CURLU_URLENCODE)
        try self.init(parts)
    }

    private init(_ parts: OpaquePointer) throws(Invalid) {
        let scheme = Self.part(parts, CURLUPART_SCHEME)
        guard scheme == "http" || scheme == "https" else {
            throw Invalid(reason: "is neither http nor https")
        }
        guard Self.part(parts, CURLUPART_ZONEID) == nil else {
            throw Invalid(reason: "names an interface of this machine")
        }
        guard let host = Self.part(parts, CURLUPART_HOST, flags: CURLU_PUNYCODE), !host.isEmpty,
            let port = Self.part(parts, CURLUPART_PORT, flags: CURLU_DEFAULT_PORT)
                .flatMap(UInt16.init), port > 0
        else { throw Invalid(reason: "has no usable host or port") }
        try Self.set(parts, CURLUPART_HOST, host, flags: 0)
        try Self.set(parts, CURLUPART_FRAGMENT, nil, flags: 0)
        guard let text = Self.part(parts, CURLUPART_URL) else {
            throw Invalid(reason: "cannot be read")
        }
        self.text = text
        self.port = port
        isSecure = scheme == "https"
        self.host = (host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host).lowercased()
    }

    private static func set(
        _ parts: OpaquePointer, _ part: CURLUPart, _ text: String?, flags: Int32
    ) throws(Invalid) {
        switch curl_url_set(parts, part, text, UInt32(flags)) {
        case CURLUE_OK: return
        case CURLUE_UNSUPPORTED_SCHEME: throw Invalid(reason: "is neither http nor https")
        case CURLUE_USER_NOT_ALLOWED: throw Invalid(reason: "names a user before the host")
        case CURLUE_BAD_PORT_NUMBER: throw Invalid(reason: "has a port that is none")
        default: throw Invalid(reason: "cannot be read as a web address")
        }
    }

    private static func part(
        _ parts: OpaquePointer, _ part: CURLUPart, flags: Int32 = 0
    ) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, part, &text, UInt32(flags)) == CURLUE_OK, let text else {
            return nil
        }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

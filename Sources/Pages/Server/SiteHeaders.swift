import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// The headers of every answer.
enum SiteHeaders {
    /// What keeps readers safe. A link is in the address, so it must not leave with a referrer or
    /// stay in a cache; nothing is loaded from anywhere, nothing runs, nobody frames a page.
    static let always = [
        "Cache-Control": "no-store",
        "Content-Security-Policy":
            "default-src 'none'; style-src '\(PageStyle.source)'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
    ]

    /// - Parameter withoutBody: For HEAD: the length stays that of GET (RFC 9110 §9.3.2).
    static func response(_ site: SiteResponse, withoutBody: Bool) -> Response {
        var fields = HTTPFields()
        for (name, value) in always.merging(site.headers, uniquingKeysWith: { $1 }) {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        fields[.contentType] = site.mediaType
        fields[.contentLength] = "\(site.body.count)"
        let body =
            withoutBody ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: site.body))
        return Response(status: .init(code: site.status), headers: fields, body: body)
    }
}

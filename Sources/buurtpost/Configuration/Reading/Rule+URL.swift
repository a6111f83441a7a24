import Foundation

extension Rule where Value == URL {
    /// The address of a site: `https`, a host, perhaps a port and a path; no user, query or fragment. Plain
    /// `http` is taken for this machine only (`localhost`, `127.0.0.1`): one-click unsubscribe needs https
    /// (RFC 8058 §3.1). A `/` at the end is cut off, so that paths can be put behind it.
    static var site: Rule {
        Rule { text throws(Complaint) in
            let url = try webURL(text)
            let isHere = ["localhost", "127.0.0.1"].contains(url.host())
            guard url.scheme == "https" || isHere else {
                throw Complaint("is not secure", remedy: "write https:// instead of http://")
            }
            guard url.query() == nil, url.fragment() == nil else {
                throw Complaint("has a ? or # part", remedy: "write the part before it only")
            }
            guard text.last == "/" else { return url }
            return try webURL(String(text.dropLast()))
        }
    }

    /// The address of a feed: `https` or `http`, with path and query as the source gives them.
    static var feed: Rule {
        Rule { text throws(Complaint) in
            if text.hasPrefix("webcal://") {
                throw Complaint(
                    "is a webcal:// address", remedy: "write https:// instead of webcal://")
            }
            return try webURL(text)
        }
    }
}

/// - Throws: when `text` is not an absolute http or https URL in ASCII, or names a user (RFC 9110 §4.2.4).
private func webURL(_ text: String) throws(Complaint) -> URL {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
        let url = URL(string: text, encodingInvalidCharacters: false),
        ["https", "http"].contains(url.scheme), let host = url.host(), !host.isEmpty
    else {
        throw Complaint(
            "is not a web address",
            remedy: "write one such as https://www.example.nl, letters beyond a-z as xn-- or %XX")
    }
    guard url.user() == nil, url.password() == nil else {
        throw Complaint(
            "names a user before the host", remedy: "leave out what stands before the @")
    }
    return url
}

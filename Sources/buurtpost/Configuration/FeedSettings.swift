import Feeds
import Foundation
import Web

/// A source that is pulled from the web (an element of `feeds` in the file).
struct FeedSettings: Equatable, Sendable {
    /// Has no default. May hold a token of the source: show ``name`` instead.
    let url: URL
    /// What the source gives. Has no default.
    let kind: Feed.Kind
    /// How often it is pulled, 5 minutes to 7 days. The default is 1 hour.
    private(set) var every = Duration.seconds(3600)
    /// What logs and commands call the feed. The default is the host of its URL.
    let name: String
    /// Whether the host of the URL may have an address of this machine or of a private network. The default is false.
    private(set) var allowsPrivate = false
    /// A file of certificates in PEM that are trusted for it instead of the system's. The default is nil.
    private(set) var authorities: String?

    /// Reads all keys of the section; nil when one that has no default is missing or wrong.
    init?(_ section: Section) {
        let url = section.require("url", as: .feed)
        let kind = section.require("kind", as: Rule<Feed.Kind>.choice)
        section.read("every", into: &every, as: .duration(.seconds(300) ... .seconds(7 * 86_400)))
        var name = url.map { String(($0.host() ?? "").prefix(64)) } ?? ""
        section.read("name", into: &name, as: .feedName)
        section.read("allow_private", into: &allowsPrivate, as: .yesOrNo)
        section.read("ca_file", into: &authorities, as: .path(from: section.folder))
        guard let url, let kind else { return nil }
        if let reason = Self.flaw(of: url) {
            section.report(
                Complaint(reason, remedy: "write it as a browser shows it"), about: "url")
            return nil
        }
        (self.url, self.kind, self.name) = (url, kind, name)
    }

    /// Why the web client would not read the URL, or nil.
    private static func flaw(of url: URL) -> String? {
        do throws(WebURL.Invalid) {
            _ = try WebURL(url.absoluteString)
            return nil
        } catch {
            return error.reason
        }
    }

    /// As the web knows it.
    ///
    /// - Throws: `WebURL.Invalid` for a URL that libcurl does not read.
    func feed() throws(WebURL.Invalid) -> Feed {
        Feed(
            name: name, url: try WebURL(url.absoluteString), kind: kind, every: every,
            allowsPrivate: allowsPrivate, authorities: authorities)
    }
}

extension Rule where Value == String {
    /// The name of a feed: 1 to 64 letters a-z, digits, points and hyphens.
    fileprivate static var feedName: Rule {
        Rule { text throws(Complaint) in
            let isName = text.utf8.allSatisfy { octet in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= octet
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= octet
                    || octet == UInt8(ascii: ".") || octet == UInt8(ascii: "-")
            }
            guard isName, (1...64).contains(text.count) else {
                throw Complaint(
                    "is no name of a feed", remedy: "write 1 to 64 of a-z, 0-9, . and -")
            }
            return text
        }
    }
}

extension Rule where Value == Bool {
    /// `true` or `false` (YAML 1.2.2 §10.3.2).
    fileprivate static var yesOrNo: Rule {
        Rule { text throws(Complaint) in
            guard let value = Bool(text) else {
                throw Complaint("is neither true nor false", remedy: "write true or false")
            }
            return value
        }
    }
}

import Links

extension LintRule {
    /// Where links lead. Scanners follow each of them, and logs keep what stands in them.
    static let linkRules = [
        message("link-scheme", .advice, "links are https, or for a telephone or mail") { message in
            ordinals(message.links) { link in
                !["https://", "tel:", "mailto:"].contains(where: link.hasPrefix)
            }
        },
        message("link-form", .fault, "links are complete web addresses") { message in
            ordinals(message.links) { isWeb($0) ? (try? WebLink($0)) == nil : !isOtherLink($0) }
        },
        message("link-address", .fault, "no e-mail address stands in a web address") { message in
            ordinals(message.links) { !LinkedAddresses.find(in: $0).isEmpty }
        },
        message("link-shortener", .fault, "no link hides where it leads") { message in
            ordinals(message.links) { shorteners.contains(host(of: $0)) }
        },
        message("link-host", .fault, "links lead to names, not to numbers") { message in
            ordinals(message.links.filter { isWeb($0) && !isLocal($0) }) { link in
                let host = host(of: link)
                return host.allSatisfy { $0.isNumber || $0 == "." } || host.contains("[")
            }
        },
        message("link-tracking", .fault, "no link counts its readers") { message in
            ordinals(message.links, where: isTracking)
        },
        message(
            "link-action", .fault,
            "only links of ours, with a purpose and a token, can end or change anything"
        ) { message in
            guard let pages = message.expectations.pages else { return [] }
            return ordinals(message.links) { isAction($0) && !isPage($0, of: pages) }
        },
        message("link-text", .fault, "each link says where it leads") { message in
            let texts = message.html?.elements("a").map(\.text) ?? []
            return texts.enumerated().filter { !says($0.element) }.map { "a \($0.offset + 1)" }
        },
    ]

    private static let shorteners: Set<Substring> = [
        "bit.ly", "t.co", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "buff.ly", "rebrand.ly",
        "cutt.ly", "shorturl.at", "lnkd.in", "tiny.cc", "rb.gy",
    ]

    /// What a link says that says nothing, to a reader who hears links one after the other.
    private static let saysNothing: Set<String> = [
        "hier", "klik", "klik hier", "link", "lees meer", "meer", "deze link", "here", "click here",
        "read more", "more",
    ]

    private static let acts: Set<Substring> = [
        "unsubscribe", "uitschrijven", "afmelden", "opt-out", "optout", "verwijderen", "delete",
    ]

    /// Their numbers, counted from 1 through text and HTML.
    private static func ordinals(_ links: [String], where isBad: (String) -> Bool) -> [String] {
        links.enumerated().filter { isBad($0.element) }.map { "link \($0.offset + 1)" }
    }

    private static func isOtherLink(_ link: String) -> Bool {
        ["tel:+", "tel:0", "mailto:"].contains(where: link.hasPrefix)
    }

    /// A machine of one's own, while trying out.
    private static func isLocal(_ link: String) -> Bool {
        ["127.0.0.1", "localhost"].contains(host(of: link))
    }

    private static func host(of link: String) -> Substring {
        guard let start = link.firstRange(of: "://")?.upperBound else { return "" }
        return link[start...].prefix { !"/?#:".contains($0) }
    }

    private static func isTracking(_ link: String) -> Bool {
        guard let query = link.split(separator: "?", maxSplits: 1).dropFirst().first else {
            return false
        }
        return query.split(separator: "&").contains { part in
            ["utm_", "mc_eid", "fbclid", "gclid", "_hsenc"].contains(where: part.hasPrefix)
        }
    }

    /// `<pages>/<purpose>/<token>`.
    private static func isPage(_ link: String, of pages: String) -> Bool {
        guard link.hasPrefix(pages + "/") else { return false }
        let parts = link.dropFirst(pages.count + 1).split(
            separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && LinkPurpose(String(parts[0])) != nil && parts[1].count >= 16
            && parts[1].utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
    }

    private static func isAction(_ link: String) -> Bool {
        link.lowercased().split { "/?&=#".contains($0) }.contains(where: acts.contains)
    }

    private static func says(_ text: String) -> Bool {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        let bare = words.filter { $0.isLetter || $0.isNumber || $0 == " " }
        return !bare.allSatisfy(\.isWhitespace) && !saysNothing.contains(bare) && !isWeb(words)
    }

    /// What the law wants at the end of every letter.
    static let footerRules = [
        message("footer-sender", .fault, "both parts name on whose behalf the letter comes") {
            message in
            guard let sender = message.expectations.sender ?? senderName(of: message) else {
                return []
            }
            return parts(of: message, lacking: sender)
        },
        message("footer-phone", .fault, "both parts tell the number of the desk") { message in
            message.expectations.deskPhone.map { parts(of: message, lacking: $0) } ?? []
        },
        message("footer-unsubscribe", .fault, "both parts have the link of List-Unsubscribe") {
            message in
            guard let link = message.header?.only("list-unsubscribe")?.dropFirst().dropLast() else {
                return []
            }
            let inText = message.text == nil || message.textLinks.contains(String(link))
            let inHTML = message.html == nil || message.htmlLinks.contains(String(link))
            return (inText ? [] : ["text"]) + (inHTML ? [] : ["HTML"])
        },
    ]

    private static func senderName(of message: LintedMessage) -> String? {
        message.header?.only("from").flatMap(HeaderMailbox.init)?.name
    }

    private static func parts(of message: LintedMessage, lacking words: String) -> [String] {
        [(message.text, "text"), (message.html.map { _ in message.visibleText }, "HTML")].filter {
            $0.0.map { !$0.contains(words) } ?? false
        }.map(\.1)
    }
}

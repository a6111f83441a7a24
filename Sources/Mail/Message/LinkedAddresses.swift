/// Finds e-mail addresses inside web addresses, where logs and the next site's statistics would
/// read them.
enum LinkedAddresses {
    private static let between = Set("/?&=#;:,|".utf8)

    /// The addresses in `text` that are part of something with `://`, written with `@` or `%40`,
    /// lower-cased. `mailto:` is not a web address, and `/@name` is not an e-mail address.
    static func find(in text: String) -> [String] {
        var text = text
        return text.withUTF8 { octets in suspects(in: octets) }.flatMap(addresses)
    }

    /// The words with `@` or `%40` and `://`. Every text is asked and nearly none has one, so this goes through
    /// the octets once and makes nothing of them.
    private static func suspects(in octets: UnsafeBufferPointer<UInt8>) -> [String] {
        var found: [String] = []
        var start = 0
        var hasAt = false
        func endWord(at end: Int) {
            let word = octets[start..<end]
            if hasAt, word.contains("://") { found.append(String(decoding: word, as: UTF8.self)) }
            start = end + 1
            hasAt = false
        }
        for index in octets.indices {
            let octet = octets[index]
            if isOutside(octet) {
                endWord(at: index)
            } else if octet == UInt8(ascii: "@")
                || octet == UInt8(ascii: "%") && octets[index...].starts(with: "%40".utf8)
            {
                hasAt = true
            }
        }
        endWord(at: octets.endIndex)
        return found
    }

    /// What ends a web address in text or HTML.
    private static func isOutside(_ octet: UInt8) -> Bool {
        switch octet {
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            true
        default: false
        }
    }

    private static func addresses(in link: String) -> [String] {
        link.replacing("%40", with: "@").utf8.split(whereSeparator: between.contains)
            .map { String(decoding: $0, as: UTF8.self).lowercased() }
            .filter(isAddress)
    }

    private static func isAddress(_ part: String) -> Bool {
        guard let at = part.lastIndex(of: "@"), at != part.startIndex else { return false }
        return part[at...].dropFirst(2).dropLast().contains(".")
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    fileprivate func contains(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return indices.contains { self[$0...].starts(with: wanted) }
    }
}

/// Finds what mail programs take for an attack: elements that run, ask or frame something.
enum ActiveContent {
    private static let names = [
        "script", "form", "iframe", "frame", "object", "embed", "applet", "base", "input", "button",
    ].map { Array($0.utf8) }

    /// Whether one of them begins in `html`. Every letter is asked, so this makes nothing of the text: it goes from `<` to
    /// `<`.
    static func isIn(_ html: String) -> Bool {
        var html = html
        return html.withUTF8 { octets in
            octets.indices.contains { index in
                octets[index] == UInt8(ascii: "<")
                    && names.contains { begins(with: $0, octets[(index + 1)...]) }
            }
        }
    }

    private static func begins(with name: [UInt8], _ rest: Slice<UnsafeBufferPointer<UInt8>>)
        -> Bool
    {
        guard rest.count > name.count else { return false }
        for (offset, octet) in name.enumerated()
        where rest[rest.startIndex + offset] | 0x20 != octet {
            return false
        }
        return !rest[rest.startIndex + name.count].isASCIILetterOrDigit
    }
}

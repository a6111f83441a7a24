/// Web addresses that may stand in a letter.
enum WebAddress {
    /// Octets. Longer ones break in mail programs.
    static let maximumLength = 2000

    /// Whether the text is an absolute http or https URI (RFC 3986, other than ASCII allowed) with a host and
    /// without user and password, which would let a link pretend another host and could hold an address.
    static func isValid(_ text: String) -> Bool {
        guard text.utf8.count <= maximumLength, !text.unicodeScalars.contains(where: isForbidden),
            let rest = ["http://", "https://"].lazy.compactMap({ after($0, in: text) }).first
        else { return false }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.prefix { $0 != ":" }
        return !host.isEmpty && !authority.contains("@")
    }

    private static func after(_ scheme: String, in text: String) -> Substring? {
        guard text.prefix(scheme.count).lowercased() == scheme else { return nil }
        return text.dropFirst(scheme.count)
    }

    /// Controls, spaces, and the characters RFC 3986 §2 leaves out.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
            || "<>\"\\^`{|}".unicodeScalars.contains(scalar)
    }
}

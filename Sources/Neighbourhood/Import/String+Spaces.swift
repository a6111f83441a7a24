extension String {
    /// Without spaces, tabs and line ends at both ends.
    func trimmingSpaces() -> String {
        if !Self.mayBeSpace(utf8.first), !Self.mayBeSpace(utf8.last) { return self }
        let head = drop(while: \.isWhitespace)
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...last])
    }

    /// Line breaks, tabs and runs of spaces become one space each.
    func singleSpaced() -> String {
        let mayHaveRuns = zip(utf8, utf8.dropFirst()).contains { octet, next in
            Self.mayBeSpace(octet) && (octet != 0x20 || Self.mayBeSpace(next))
        }
        guard mayHaveRuns || Self.mayBeSpace(utf8.last) else { return self }
        return split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether there is a control character (C0 without line feed and tab, DEL, C1; general category Cc).
    var hasControlCharacters: Bool {
        var before: UInt8 = 0
        for octet in utf8 {
            let isC1 = before == 0xC2 && octet < 0xA0 && octet >= 0x80
            let isC0 = octet < 0x20 && octet != 0x0A && octet != 0x09
            if isC0 || isC1 || octet == 0x7F { return true }
            before = octet
        }
        return false
    }

    /// True for ASCII's spaces and controls and for whatever is not ASCII: those take the slow way, by
    /// characters. A tenth of an import was spent there when every cell took it.
    private static func mayBeSpace(_ octet: UInt8?) -> Bool {
        octet.map { $0 <= 0x20 || $0 >= 0x80 } ?? false
    }
}

import Foundation

/// Reads encoded words (RFC 2047) back, strictly.
enum EncodedWordReading {
    /// What `text` says to people: encoded words decoded, white space between two of them left out.
    ///
    /// - Returns: nil when a word of it is not a correct one: longer than 75 octets, not in UTF-8, broken inside a
    ///   character, or glued to other text.
    static func decode(_ text: String) -> String? {
        var result = ""
        var wasEncoded = false
        for (index, octets) in text.utf8.split(separator: UInt8(ascii: " ")).enumerated() {
            let word = Substring(octets)
            let isEncoded = octets.starts(with: "=?".utf8)
            guard isEncoded || !isBegun(in: octets) else { return nil }
            if index > 0, !(isEncoded && wasEncoded) { result += " " }
            guard let decoded = isEncoded ? decodeWord(word) : String(word) else { return nil }
            result += decoded
            wasEncoded = isEncoded
        }
        return result
    }

    /// Whether an encoded word begins somewhere in `octets`: `=?` stands there.
    static func isBegun(in octets: some Collection<UInt8>) -> Bool {
        zip(octets, octets.dropFirst()).contains {
            $0 == UInt8(ascii: "=") && $1 == UInt8(ascii: "?")
        }
    }

    private static func decodeWord(_ word: Substring) -> String? {
        let parts = word.split(separator: "?", omittingEmptySubsequences: false)
        guard word.utf8.count <= EncodedWords.longest, parts.count == 5, parts[0] == "=",
            parts[4] == "=", parts[1].lowercased() == "utf-8", !parts[3].isEmpty,
            let octets = octets(of: parts[3], parts[2])
        else { return nil }
        return String(validating: octets, as: UTF8.self)
    }

    private static func octets(of text: Substring, _ encoding: Substring) -> [UInt8]? {
        switch encoding.lowercased() {
        case "b": Data(base64Encoded: String(text)).map(Array.init)
        case "q": quoted(Array(text.utf8))
        default: nil
        }
    }

    private static func quoted(_ text: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "=") {
                guard index + 2 < text.count,
                    let octet = TransferDecoding.hex(text[index + 1], text[index + 2])
                else { return nil }
                result.append(octet)
                index += 3
            } else {
                result.append(text[index] == UInt8(ascii: "_") ? 0x20 : text[index])
                index += 1
            }
        }
        return result
    }
}

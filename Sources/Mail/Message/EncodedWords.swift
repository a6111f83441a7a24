import Foundation

/// Text outside ASCII as encoded words (RFC 2047): UTF-8, each at most 75 octets, never split
/// inside a character.
enum EncodedWords {
    /// The longest encoded word (RFC 2047 §2).
    static let longest = 75
    /// Fits behind any usual field name on its first line.
    private static let longestUnit = 40
    private static let frame = "=?utf-8?q??=".utf8.count

    /// `text` as words that a reader's program joins without the white space between them.
    ///
    /// B or Q, whichever is shorter for the whole. Q keeps to the letters that may stand in a
    /// display name too (RFC 2047 §5.3).
    ///
    /// - Parameter room: What fits on the line already begun, for the first word; at least 24.
    static func words(for text: String, room: Int) -> [String] {
        let isB = Encoding.b.length(of: Array(text.utf8)) < Encoding.q.length(of: Array(text.utf8))
        let encoding = isB ? Encoding.b : .q
        var words: [String] = []
        var chunk: [UInt8] = []
        var room = min(room, longest) - frame
        for unit in units(of: text, fitting: encoding) {
            if encoding.length(of: chunk + unit) > room, !chunk.isEmpty {
                words.append(encoding.word(for: chunk))
                chunk = []
                room = longest - frame
            }
            chunk += unit
        }
        return words + (chunk.isEmpty ? [] : [encoding.word(for: chunk)])
    }

    /// What is kept together: what people see as one character, or its scalars when it is a long
    /// heap of marks.
    private static func units(of text: String, fitting encoding: Encoding) -> [[UInt8]] {
        text.flatMap { character -> [[UInt8]] in
            let whole = Array(character.utf8)
            guard encoding.length(of: whole) > longestUnit else { return [whole] }
            return character.unicodeScalars.map { Array(String($0).utf8) }
        }
    }

    private enum Encoding {
        case b, q

        func length(of octets: [UInt8]) -> Int {
            switch self {
            case .b: (octets.count + 2) / 3 * 4
            case .q: octets.reduce(0) { $0 + (EncodedWords.isPlain($1) ? 1 : 3) }
            }
        }

        func word(for octets: [UInt8]) -> String {
            switch self {
            case .b: "=?utf-8?b?\(Data(octets).base64EncodedString())?="
            case .q: "=?utf-8?q?\(octets.map(EncodedWords.quoted).joined())?="
            }
        }
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        octet.isASCIILetterOrDigit || " !*+-/".utf8.contains(octet)
    }

    private static func quoted(_ octet: UInt8) -> String {
        if octet == UInt8(ascii: " ") { return "_" }
        if isPlain(octet) { return String(UnicodeScalar(octet)) }
        let hex = String(octet, radix: 16, uppercase: true)
        return hex.count == 1 ? "=0\(hex)" : "=\(hex)"
    }
}

import Foundation
import Model

/// Reads the times of feeds.
enum FeedTime {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    /// RFC 822 §5.1; the military letters are left out, as they were often meant the other way round (RFC 2822 §4.3).
    private static let zones = [
        "UT": "+0000", "GMT": "+0000", "UTC": "+0000", "Z": "+0000", "EST": "-0500", "EDT": "-0400",
        "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800",
        "PDT": "-0700",
    ]

    /// Unix milliseconds of RFC 3339 (Atom) or RFC 822 with four digits of a year (RSS); nil for anything else.
    static func milliseconds(_ text: String) -> Int64? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return RFC3339Time(text)?.milliseconds ?? mailTime(text)
    }

    /// `Tue, 24 Nov 2026 10:00:00 +0100`; the day of the week and the seconds may be missing.
    private static func mailTime(_ text: String) -> Int64? {
        var words = text.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        if words.first?.first?.isLetter == true { words.removeFirst() }
        guard words.count == 5, let day = Int(words[0]),
            let month = months.firstIndex(of: words[1].prefix(3).lowercased()),
            words[2].count == 4, let year = Int(words[2]),
            let offset = offset(words[4])
        else { return nil }
        let time = words[3].count == 5 ? words[3] + ":00" : words[3]
        let date = String(format: "%04d-%02d-%02d", year, month + 1, day)
        return RFC3339Time("\(date)T\(time)\(offset)")?.milliseconds
    }

    /// `+0100` or a name, as `+01:00`.
    private static func offset(_ word: String) -> String? {
        let digits = zones[word.uppercased()] ?? word
        guard digits.count == 5, let sign = digits.first, "+-".contains(sign) else { return nil }
        return "\(digits.prefix(3)):\(digits.suffix(2))"
    }
}

import Model

/// Reads a date of RFC 5322 §3.3 back.
enum HeaderDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Whether `text` is `Wed, 25 Mar 2026 06:30:00 +0100`, a day that exists with its right weekday.
    static func isCorrect(_ text: String) -> Bool {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, let day = Int(words[1]), words[3].count == 4,
            let month = months.firstIndex(of: String(words[2])),
            let date = LocalDate("\(words[3])-\(two(month + 1))-\(two(day))")
        else { return false }
        let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][date.weekday - 1]
        return words[0] == weekday + "," && isTime(words[4]) && isZone(words[5])
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func isTime(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":")
        return parts.count == 3 && parts.allSatisfy { $0.count == 2 }
            && zip(parts, [24, 60, 60]).allSatisfy { part, end in
                Int(part).map { (0..<end).contains($0) } ?? false
            }
    }

    private static func isZone(_ text: Substring) -> Bool {
        text.count == 5 && "+-".contains(text.first!) && text.dropFirst().allSatisfy(\.isNumber)
    }
}

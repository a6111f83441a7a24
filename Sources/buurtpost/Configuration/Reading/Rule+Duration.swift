extension Rule where Value == Duration {
    /// A length of time: a whole number and its unit, `s`, `m`, `h` or `d` (of 24 hours): `90s`, `5m`, `30d`.
    static func duration(_ range: ClosedRange<Duration>) -> Rule {
        Rule { text throws(Complaint) in
            guard let duration = DurationText.duration(of: text), range.contains(duration) else {
                let (shortest, longest) = (range.lowerBound, range.upperBound)
                throw Complaint(
                    "is \(quotation(text))",
                    remedy: "write a number and a unit (s, m, h or d), from "
                        + "\(DurationText.text(of: shortest)) to \(DurationText.text(of: longest))")
            }
            return duration
        }
    }
}

/// Lengths of time as the configuration writes them.
enum DurationText {
    /// From the longest to the shortest; a day counts 24 hours.
    private static let units: [(letter: Character, seconds: Int)] = [
        ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
    ]

    /// Reads `90s`, `5m`, `2h` or `30d`; nil for anything else, also for a number without unit.
    static func duration(of text: String) -> Duration? {
        let digits = text.dropLast()
        guard let unit = units.first(where: { $0.letter == text.last }),
            digits.utf8.allSatisfy({ (48...57).contains($0) }), (1...9).contains(digits.utf8.count),
            let count = Int(digits)
        else { return nil }
        return .seconds(count * unit.seconds)
    }

    /// Writes whole seconds in the longest unit that divides them: `90s`, `5m`. One day is `24h`.
    static func text(of duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        let unit = units.first {
            seconds % $0.seconds == 0 && seconds >= ($0.letter == "d" ? 2 : 1) * $0.seconds
        }
        return unit.map { "\(seconds / $0.seconds)\($0.letter)" } ?? "\(seconds)s"
    }
}

/// The parts of an RRULE's text: `NAME=VALUE` between semicolons.
struct RecurrenceRuleParts {
    /// A rule that cannot be read.
    struct Fault: Error, Equatable {
        /// Where in the rule's text the wrong part begins, 0 for its first character.
        let offset: Int
        let reason: String
    }

    private struct Part {
        let offset: Int
        let name: String
        let value: String
    }

    private static let known: Set<String> = [
        "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYWEEKNO", "BYYEARDAY",
        "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS",
    ]
    private static let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    private static let lengthLimit = 2_000
    private static let listLimit = 366

    private let parts: [Part]

    /// Cuts the text up. Spaces are dropped: Outlook writes `BYDAY=MO, FR`. A last empty part is allowed.
    init(_ text: String) throws(Fault) {
        guard text.utf8.count <= Self.lengthLimit else {
            throw Fault(
                offset: 0, reason: "The rule is longer than \(Self.lengthLimit) characters.")
        }
        var parts: [Part] = []
        var offset = 0
        for piece in text.split(separator: ";", omittingEmptySubsequences: false) {
            if offset == 0 || offset < text.count {
                parts.append(try Self.part(piece, offset: offset, after: parts))
            }
            offset += piece.count + 1
        }
        self.parts = parts
    }

    private static func part(
        _ piece: Substring, offset: Int, after before: [Part]
    ) throws(Fault) -> Part {
        let halves = piece.uppercased().filter { $0 != " " }.split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[1].isEmpty, known.contains(String(halves[0])) else {
            throw Fault(
                offset: offset,
                reason:
                    "A rule is made of parts such as FREQ=WEEKLY;BYDAY=MO; this part is not one of "
                    + known.sorted().joined(separator: ", ") + ".")
        }
        let name = String(halves[0])
        guard !before.contains(where: { $0.name == name }) else {
            throw Fault(offset: offset, reason: "\(name) stands twice in this rule. Remove one.")
        }
        return Part(offset: offset, name: name, value: String(halves[1]))
    }

    /// The value of a part in capitals, nil when the rule does not have it.
    subscript(name: String) -> String? { parts.first { $0.name == name }?.value }

    /// All parts but COUNT and UNTIL, in their order.
    var pattern: String {
        parts.filter { $0.name != "COUNT" && $0.name != "UNTIL" }
            .map { "\($0.name)=\($0.value)" }.joined(separator: ";")
    }

    /// The fault of the part `name`.
    func fault(_ name: String, _ reason: String) -> Fault {
        Fault(offset: parts.first { $0.name == name }?.offset ?? 0, reason: reason)
    }

    func frequency() throws(Fault) -> RecurrenceRule.Frequency {
        guard let frequency = self["FREQ"].flatMap(RecurrenceRule.Frequency.init(rawValue:)) else {
            throw fault(
                "FREQ",
                "A rule needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY; an agenda has nothing more often."
            )
        }
        return frequency
    }

    /// A number in `range`, nil when the part is absent.
    func number(_ name: String, in range: ClosedRange<Int>) throws(Fault) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = Self.number(value), range.contains(number) else {
            throw fault(
                name, "\(name) is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// A list of different numbers in `range`, rising; empty when the part is absent. 0 is allowed only
    /// where the range begins there.
    func numbers(_ name: String, in range: ClosedRange<Int>) throws(Fault) -> [Int] {
        guard let value = self[name] else { return [] }
        let pieces = value.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = pieces.compactMap { Self.number($0) }.filter {
            range.contains($0) && ($0 != 0 || range.lowerBound == 0)
        }
        guard numbers.count == pieces.count, numbers.count <= Self.listLimit else {
            throw fault(
                name,
                "\(name) is a list of numbers from \(range.lowerBound) to \(range.upperBound),"
                    + (range.lowerBound < 0 ? " not 0," : "") + " with commas between.")
        }
        return Set(numbers).sorted()
    }

    func weekdays() throws(Fault) -> [RecurrenceRule.Weekday] {
        guard let value = self["BYDAY"] else { return [] }
        let pieces = value.split(separator: ",", omittingEmptySubsequences: false)
        let days = pieces.compactMap(Self.weekday(_:))
        guard days.count == pieces.count, days.count <= Self.listLimit else {
            throw fault("BYDAY", "BYDAY is a list such as MO,WE or 2TU or -1FR.")
        }
        return days
    }

    /// The day a week begins on, Monday is 1 and the default.
    func weekStart() throws(Fault) -> Int {
        guard let value = self["WKST"] else { return 1 }
        guard let index = Self.days.firstIndex(of: value) else {
            throw fault("WKST", "WKST is one of \(Self.days.joined(separator: ", ")).")
        }
        return index + 1
    }

    private static func weekday(_ text: Substring) -> RecurrenceRule.Weekday? {
        guard let index = days.firstIndex(of: String(text.suffix(2))) else { return nil }
        let number = text.dropLast(2)
        if number.isEmpty { return RecurrenceRule.Weekday(ordinal: 0, day: index + 1) }
        guard let ordinal = Self.number(number), ordinal != 0, abs(ordinal) <= 53 else {
            return nil
        }
        return RecurrenceRule.Weekday(ordinal: ordinal, day: index + 1)
    }

    /// Digits with at most one sign.
    private static func number(_ text: some StringProtocol) -> Int? { Int(text) }
}

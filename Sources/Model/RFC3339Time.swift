/// An instant as text, such as `2026-03-25T06:30:00+01:00` (RFC 3339 §5.6).
public struct RFC3339Time: Equatable, Sendable {
    /// Unix milliseconds; finer parts of a second are cut off.
    public let milliseconds: Int64

    /// Reads a `date-time`: the offset is required; `t`, `z` and a space between date and time are taken too.
    /// A leap second counts as the second after it. Nil for everything else, a date without a time included.
    public init?(_ text: String) {
        var cursor = DigitCursor(text)
        guard let date = LocalDate(text.prefix(10)), cursor.skip(10),
            cursor.take("Tt "), let seconds = Self.timeOfDay(&cursor),
            let fraction = Self.fraction(&cursor), let offset = Self.offset(&cursor), cursor.isAtEnd
        else { return nil }
        let day = Int64(date.daysSince1970) * 86_400
        milliseconds = (day + Int64(seconds - offset)) * 1000 + Int64(fraction)
    }

    /// `hh:mm:ss`, in seconds.
    private static func timeOfDay(_ cursor: inout DigitCursor) -> Int? {
        guard let hour = cursor.twoDigits(0...23), cursor.take(":"),
            let minute = cursor.twoDigits(0...59), cursor.take(":"),
            let second = cursor.twoDigits(0...60)
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// `.` and digits, in milliseconds; 0 when there is no point.
    private static func fraction(_ cursor: inout DigitCursor) -> Int? {
        guard cursor.take(".") else { return 0 }
        let digits = cursor.digits()
        guard !digits.isEmpty else { return nil }
        return Int((digits + "00").prefix(3))
    }

    /// `Z` or `+hh:mm`, in seconds east of UTC.
    private static func offset(_ cursor: inout DigitCursor) -> Int? {
        if cursor.take("Zz") { return 0 }
        let isWest = cursor.take("-")
        guard isWest || cursor.take("+"), let hours = cursor.twoDigits(0...23), cursor.take(":"),
            let minutes = cursor.twoDigits(0...59)
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }
}

/// Walks over an ASCII text.
private struct DigitCursor {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// False when the text is shorter.
    mutating func skip(_ count: Int) -> Bool {
        guard rest.count >= count else { return false }
        rest = rest.dropFirst(count)
        return true
    }

    /// Takes one character if it is one of `marks`.
    mutating func take(_ marks: String) -> Bool {
        guard let first = rest.first, marks.utf8.contains(first) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func twoDigits(_ range: ClosedRange<Int>) -> Int? {
        guard let tens = digit(), let ones = digit(), range.contains(tens * 10 + ones) else {
            return nil
        }
        return tens * 10 + ones
    }

    /// All digits that follow, at most nine.
    mutating func digits() -> String {
        var found = ""
        while found.count < 9, let next = digit() { found += String(next) }
        return found
    }

    private mutating func digit() -> Int? {
        guard let first = rest.first, (48...57).contains(first) else { return nil }
        rest = rest.dropFirst()
        return Int(first) - 48
    }
}

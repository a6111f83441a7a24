import Foundation

/// From when to when one occurrence lasts.
struct EventSpan: Hashable {
    let start: Date
    /// Not before ``start``. The first moment after the occurrence.
    let end: Date
    let isAllDay: Bool

    /// Seconds.
    var length: TimeInterval { end.timeIntervalSince(start) }

    /// How long an event has to last to count on the days after its first too: a day, in seconds.
    static let longLength: TimeInterval = 86_400

    /// Whether a reader who asks what there is from `from` to before `to` should see it: it starts then; or
    /// it lies over a part of that time and lasts whole days or at least ``longLength``. A party that ends
    /// after midnight is not on the next day's agenda; an exhibition is.
    func counts(from: Date, to: Date) -> Bool {
        let isLong = isAllDay || length >= Self.longLength
        return start < to && (start >= from || (isLong && end > from))
    }
}

import Foundation

/// One occurrence that runs, or neighbours that were skipped for one reason.
struct OccurrenceRun: Equatable {
    var first: Date
    var last: Date
    var count: Int
    /// Why they are skipped; nil when it runs, which it does alone.
    var reason: String?

    /// One that runs, or one that is skipped.
    init(_ occurrence: Date, skippedBecause reason: String? = nil) {
        (first, last, count, self.reason) = (occurrence, occurrence, 1, reason)
    }

    init(
        _ span: (first: Date, last: Date, count: Int), skippedBecause reason: String
    ) {
        (first, last, count, self.reason) = (span.first, span.last, span.count, reason)
    }

    /// Takes in what follows, when both were skipped for the same reason.
    ///
    /// - Returns: Whether it did.
    mutating func absorb(_ next: OccurrenceRun) -> Bool {
        guard let reason, next.reason == reason else { return false }
        last = next.last
        count += next.count
        return true
    }
}

import ArgumentParser
import Foundation
import Model

/// A point in time on the command line, from 3 March 1973 to 16 November 5138: what the database's CHECKs take for
/// milliseconds and not for something else.
struct Instant: Equatable, Sendable {
    /// In Unix milliseconds.
    private static let range: ClosedRange<Int64> = 100_000_000_000...99_999_999_999_999

    let date: Date

    /// Reads RFC 3339 with its offset, such as `2026-03-25T08:05:00+01:00`.
    ///
    /// - Throws: `ValidationError` with a sentence, which ends the program with 64.
    init(_ text: String) throws {
        guard let time = RFC3339Time(text) else {
            throw ValidationError(
                "'\(text)' is not a time; write one with its offset, such as 2026-03-25T08:05:00+01:00"
            )
        }
        guard Self.range.contains(time.milliseconds) else {
            throw ValidationError(
                "'\(text)' is too far away; write a time between March 1973 and November 5138")
        }
        date = Date(unixMilliseconds: time.milliseconds)
    }
}

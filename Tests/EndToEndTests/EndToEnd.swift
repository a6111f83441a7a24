import BuurtpostTestKit
import Foundation
import Model
import Testing

/// The real program on temporary folders. One test at a time: each keeps the machine busy by itself.
@Suite(.serialized, .timeLimit(.minutes(30)))
enum EndToEnd {
    /// The moment of most tests: Wednesday morning, five minutes past eight.
    static let morning = "2026-03-25T08:05:00+01:00"
    static let morningInstant = Date.at(morning)
    /// Hours whose digests may still go out, and those that are planned ahead: from four hours before the
    /// moment to an hour after it.
    static let due = (4 * 60 + 5)...(9 * 60 + 5)
    /// Hours of that day that are over by more than four hours.
    static let tooLate = 0...(4 * 60 + 4)

    static func town(_ residents: Int) -> SampleTown {
        SampleTown(residents: residents, seed: 7, morning: LocalDate("2026-03-25")!)
    }

    /// The size of a big town: 3,000 residents, and 30,000 with `BUURTPOST_LONG=1`.
    static let bigTown = isLong ? 30_000 : 3000

    /// Whether the tests run at full length.
    static let isLong = ProcessInfo.processInfo.environment["BUURTPOST_LONG"] == "1"
}

/// Whether each recipient has one letter, and nobody else has any.
func expectOneEach(
    _ letters: [DeliveredLetter], _ recipients: [String],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let recipients = recipients.sorted()
    let served = letters.map(\.recipient).sorted()
    #expect(served.count == recipients.count, sourceLocation: sourceLocation)
    let lost = Set(recipients).subtracting(served).count
    let strangers = Set(served).subtracting(recipients).count
    #expect(lost == 0, "nobody is forgotten", sourceLocation: sourceLocation)
    #expect(strangers == 0, "nobody gets what is not theirs", sourceLocation: sourceLocation)
    #expect(served == recipients, "one each", sourceLocation: sourceLocation)
}

import Foundation
import GRDB
import JobQueue
import Mail
import Model
import Neighbourhood

/// What the morning came to: who got which letter, and who got none.
struct DemoMorning: Equatable {
    /// By the readers' hours.
    let letters: [DemoLetter]
    /// The most frequent reason first.
    let silences: [DemoSilence]

    /// Reads the letters of `date`, and writes each once more as it was when it was handed over.
    init(of date: LocalDate, _ installation: Installation, in db: Database) throws {
        let archive = try DemoArchive(of: date, installation, in: db)
        var letters: [DemoLetter] = []
        var reasons: [String] = []
        for resident in try Self.residents(in: db) {
            if let letter = try archive.letter(to: resident) {
                letters.append(letter)
            } else {
                reasons.append(archive.reason(for: resident))
            }
        }
        self.letters = letters
        silences = DemoSilence.count(reasons)
    }

    private static func residents(in db: Database) throws -> [Resident] {
        try Resident.fetchAll(db, sql: "SELECT * FROM resident ORDER BY digest_minute, id")
    }
}

/// Readers of the town who got nothing, for one and the same reason.
struct DemoSilence: Equatable {
    let reason: String
    let count: Int

    /// Counts equal reasons: the most frequent first, then by the alphabet.
    static func count(_ reasons: [String]) -> [DemoSilence] {
        Dictionary(grouping: reasons) { $0 }
            .map { DemoSilence(reason: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    }
}

/// The digests of one day, and a desk with a clock that can be set back to the minute of each.
private struct DemoArchive {
    private let platform: Platform
    private let clock = StandingClock(at: .distantPast)
    private let desk: WritingDesk
    /// By recipient.
    private let listings: [String: LetterListing]
    private let db: Database

    init(of date: LocalDate, _ installation: Installation, in db: Database) throws {
        platform = installation.platform
        desk = try installation.desk(clock: clock.clock)
        var filter = LetterFilter()
        (filter.purpose, filter.limit) = (.digest, .max)
        let letters = try LetterTable(db).list(filter).filter { $0.occasion == date.description }
        listings = Dictionary(uniqueKeysWithValues: letters.map { ($0.recipient, $0) })
        self.db = db
    }

    /// nil when the reader got none.
    func letter(to resident: Resident) throws -> DemoLetter? {
        guard let listing = listing(of: resident), listing.outcome == .accepted,
            let handedOverAt = listing.settledAt, let letter = try LetterTable(db).find(listing.id)
        else { return nil }
        clock.set(to: handedOverAt)
        return try desk.preview(letter, in: db).map {
            DemoLetter($0, for: resident, of: platform, handedOverAt: handedOverAt)
        }
    }

    /// What was written down about the reader; without that, why the reader was never considered.
    func reason(for resident: Resident) -> String {
        guard let listing = listing(of: resident) else { return resident.reasonForNoDigest }
        return listing.reason.isEmpty ? listing.outcome.rawValue : listing.reason
    }

    private func listing(of resident: Resident) -> LetterListing? {
        listings["resident/\(resident.id)"]
    }
}

extension Resident {
    /// Why the planner of digests did not even look at this reader on the morning of the demo.
    var reasonForNoDigest: String {
        switch (status, digest) {
        case (.unconfirmed, _): "address not confirmed yet"
        case (.unsubscribed, _): "unsubscribed"
        case (.bounced, _): "address does not exist any more"
        case (.active, .never): "no digest wanted"
        case (.active, .weekly): "weekly reader: on another day of the week"
        case (.active, .daily): "hour not in this morning"
        }
    }
}

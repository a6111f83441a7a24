import Foundation
import GRDB
import Model
import Neighbourhood

/// Everything that the digests of one day and rhythm can hold, read once for all readers.
struct DigestNews: Sendable {
    /// A poll and the neighbourhood it is for, "" for all.
    struct OpenPoll: Equatable, Sendable {
        let id: Int64
        let neighbourhood: String
    }

    let date: LocalDate
    let isWeekly: Bool
    /// The newest revision of the news: what comes in later is for the next digest.
    let revision: Int64
    var today: [DigestContents.EventKey] = []
    /// Tomorrow; for a weekly digest the six days after today.
    var later: [DigestContents.EventKey] = []
    /// Newest first.
    var posts: [Headline] = []
    /// Newest first.
    var entries: [Headline] = []
    var polls: [OpenPoll] = []
    /// What interests can meet in the posts and entries.
    private var terms: Set<String> = []
    /// The neighbourhoods that any of it is of.
    private var places: Set<String> = []
    /// What the residents who are enrolled are told of changes, by resident.
    var changes: [Int64: [EventChange]] = [:]
    var help = HelpFit([])
    var ranking: DigestRanking
    /// Unix milliseconds: older posts are no news for who never had a digest.
    var freshFrom: Int64 = 0

    /// What a reader gets who was told all up to `watermark` (nil for the first digest). Pure.
    ///
    /// Each block in turn gives one item until there are `limit`; the rest counts in "read on", and the watermark moves
    /// past that too: it does not come back.
    ///
    /// - Parameters:
    ///   - own: How many changes and help requests the reader has.
    /// - Returns: What readers share, and how many of the own items fit.
    func selection(
        after watermark: Int64?, taste: ReaderTaste, own: (changes: Int, help: Int), limit: Int
    ) -> (common: DigestContents.Common, own: (changes: Int, help: Int)) {
        let all = (
            posts: ranking.ordered(posts.filter { isNew($0, watermark) }, for: taste),
            entries: ranking.ordered(entries.filter { isNew($0, watermark) }, for: taste)
        )
        let varied = ranking.varied(all.posts + all.entries)
        let posts = varied.filter { $0.kind != nil }.map(\.id)
        let entries = varied.filter { $0.kind == nil }.map(\.id)
        let polls = polls.filter {
            $0.neighbourhood.isEmpty || $0.neighbourhood == taste.neighbourhood
        }.map(\.id)
        let counts = [
            own.changes, today.count, own.help, posts.count, later.count, entries.count,
            polls.count,
        ]
        let shares = ItemShare.divide(counts, limit: limit)
        let outvoted = all.posts.count + all.entries.count - varied.count
        let common = DigestContents.Common(
            date: date, isWeekly: isWeekly, today: Array(today.prefix(shares[1])),
            later: Array(later.prefix(shares[4])), posts: Array(posts.prefix(shares[3])),
            entries: Array(entries.prefix(shares[5])), polls: Array(polls.prefix(shares[6])),
            more: counts.reduce(0, +) - shares.reduce(0, +) + outvoted, from: watermark,
            to: revision)
        return (common, (changes: shares[0], help: shares[2]))
    }

    private func isNew(_ item: Headline, _ watermark: Int64?) -> Bool {
        guard let watermark else { return item.publishedAt.map { $0 >= freshFrom } ?? true }
        return item.newsRevision > watermark
    }

    /// What of a reader's taste meets anything here: readers who differ in the rest get the same.
    func met(of taste: ReaderTaste) -> ReaderTaste {
        ReaderTaste(
            neighbourhood: places.contains(taste.neighbourhood) ? taste.neighbourhood : "",
            interests: taste.terms.intersection(terms).sorted().joined(separator: "|"))
    }

    /// The changes that are new to a reader, in their order.
    func changes(for reader: DigestReader) -> [Int64] {
        (changes[reader.resident] ?? []).filter { $0.newsRevision > reader.watermark ?? 0 }
            .map(\.id)
    }
}

extension DigestNews {
    /// Reads what there is on `date` for one rhythm.
    init(
        on date: LocalDate, isWeekly: Bool, now: Date, settings: DigestSettings,
        calendar: LocalCalendar, in db: Database
    ) throws {
        let moment = now.unixMilliseconds
        self.init(
            date: date, isWeekly: isWeekly, revision: try NewsRevision.current(db),
            ranking: DigestRanking(weights: settings.weights, now: moment))
        let oldest = try DigestReaders(db: db).oldestWatermark() ?? revision
        freshFrom = now.addingTimeInterval(-settings.newsMaxAge.seconds).unixMilliseconds
        try readAgenda(calendar, db)
        posts = try Post.headlines(
            after: oldest, freshFrom: freshFrom, through: revision, now: moment, in: db)
        entries = try Organisation.headlines(after: 0, through: revision, in: db)
        polls = try Self.polls(now, isWeekly, settings, db)
        try readChanges(now, calendar, db)
        terms = (posts + entries).reduce(into: []) { $0.formUnion($1.terms) }
        places = Set((posts + entries).map(\.neighbourhood) + polls.map(\.neighbourhood))
        help = HelpFit(
            try HelpRequest.news(after: 0, through: revision, in: db)
                .filter { $0.expiresAt ?? .max > moment })
    }

    private mutating func readAgenda(_ calendar: LocalCalendar, _ db: Database) throws {
        today = try Self.agenda(date, days: 1, calendar, db)
        // An exhibition of many days is told once.
        later = try Self.agenda(date.adding(days: 1), days: isWeekly ? 6 : 1, calendar, db)
            .filter { !today.contains($0) }
    }

    /// Without those whose event is over or takes place no more: nobody needs to know of them.
    private mutating func readChanges(_ now: Date, _ calendar: LocalCalendar, _ db: Database) throws
    {
        let all = try EventChange.news(
            after: 0, through: revision, now: now.unixMilliseconds, in: db)
        var isToCome: [Int64: Bool] = [:]
        for change in all.values.joined() where isToCome[change.id] == nil {
            isToCome[change.id] = try Self.isToCome(change, now, calendar, db)
        }
        changes = all.mapValues { $0.filter { isToCome[$0.id] == true } }
    }

    /// A cancelled one has its time in its row, which ``EventChange/news(after:through:now:in:)`` looks at.
    private static func isToCome(
        _ change: EventChange, _ now: Date, _ calendar: LocalCalendar, _ db: Database
    ) throws -> Bool {
        guard change.kind == .changed else { return true }
        let event = try Agenda.occurrence(
            in: db, event: change.event, key: change.key, calendar: calendar)
        return event.map { $0.endsAt > now } ?? false
    }

    private static func agenda(
        _ date: LocalDate, days: Int, _ calendar: LocalCalendar, _ db: Database
    ) throws -> [DigestContents.EventKey] {
        try Agenda.occurrences(
            in: db, from: calendar.startOfDay(date),
            to: calendar.startOfDay(date.adding(days: days)), calendar: calendar
        ).map { DigestContents.EventKey(event: $0.event, key: $0.key) }
    }

    /// Polls that close soon; for a weekly digest those that close before the next one, too.
    private static func polls(
        _ now: Date, _ isWeekly: Bool, _ settings: DigestSettings, _ db: Database
    ) throws -> [OpenPoll] {
        let time = max(settings.pollClosesWithin.seconds, isWeekly ? 7 * 86_400 : 0)
        let closing = now.addingTimeInterval(time).unixMilliseconds
        return try Poll.open(at: now.unixMilliseconds, in: db)
            .filter { ($0.closesAt ?? .max) <= closing }
            .map { OpenPoll(id: $0.id, neighbourhood: $0.neighbourhood) }
    }
}

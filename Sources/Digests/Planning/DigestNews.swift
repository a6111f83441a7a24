import Foundation
import GRDB
import Model
import Neighbourhood

/// Everything that the digests of one day can hold, read once for all readers.
struct DigestNews: Sendable {
    /// A piece of news with the revision it came in with.
    struct Item: Equatable, Sendable {
        let id: Int64
        let revision: Int64
        /// Whether a reader gets it who never had a digest before.
        let isFresh: Bool
    }

    let date: LocalDate
    /// The newest revision of the news: what comes in later is for the next digest.
    let revision: Int64
    var today: [DigestContents.EventKey] = []
    var tomorrow: [DigestContents.EventKey] = []
    /// Newest first.
    var posts: [Item] = []
    /// Newest first.
    var entries: [Item] = []
    var polls: [Int64] = []
    var question: Int?

    /// What a reader gets whose watermark is `watermark`; nil for the first digest. Pure.
    ///
    /// Items over the limit count in "read on". The watermark moves past them too: they do not come back.
    func contents(after watermark: Int64?, limit: Int) -> DigestContents {
        func isNew(_ item: Item) -> Bool {
            watermark.map { item.revision > $0 } ?? item.isFresh
        }
        let posts = posts.filter(isNew).map(\.id)
        let entries = entries.filter(isNew).map(\.id)
        let counts = [today.count, posts.count, tomorrow.count, entries.count, polls.count]
        let shares = ItemShare.divide(counts, limit: limit)
        return DigestContents(
            date: date, today: Array(today.prefix(shares[0])),
            tomorrow: Array(tomorrow.prefix(shares[2])), posts: Array(posts.prefix(shares[1])),
            entries: Array(entries.prefix(shares[3])), polls: Array(polls.prefix(shares[4])),
            question: question, more: counts.reduce(0, +) - shares.reduce(0, +),
            from: watermark, to: revision)
    }
}

extension DigestNews {
    /// Reads what there is on `date`.
    init(
        on date: LocalDate, now: Date, settings: DigestSettings, questions: QuestionList,
        calendar: LocalCalendar, in db: Database
    ) throws {
        self.init(date: date, revision: try NewsRevision.current(db))
        today = try Self.agenda(date, calendar, db)
        // An exhibition of many days is told once.
        tomorrow = try Self.agenda(date.adding(days: 1), calendar, db)
            .filter { !today.contains($0) }
        let oldest = try Self.oldestWatermark(db)
        let freshFrom = now.addingTimeInterval(-settings.newsMaxAge.seconds).unixMilliseconds
        posts = try Post.news(after: oldest, through: revision, in: db)
            .filter { $0.publishedAt <= now.unixMilliseconds }
            .sorted { ($0.publishedAt, $0.id) > ($1.publishedAt, $1.id) }
            .map {
                Item(
                    id: $0.id, revision: $0.newsRevision ?? 0, isFresh: $0.publishedAt >= freshFrom)
            }
        entries = try Organisation.news(after: oldest, through: revision, in: db).reversed()
            .map { Item(id: $0.id, revision: $0.newsRevision ?? 0, isFresh: true) }
        let closing = now.addingTimeInterval(settings.pollClosesWithin.seconds).unixMilliseconds
        polls = try Poll.open(at: now.unixMilliseconds, in: db)
            .filter { ($0.closesAt ?? .max) <= closing }.map(\.id)
        question = questions.index(on: date)
    }

    private static func agenda(_ date: LocalDate, _ calendar: LocalCalendar, _ db: Database) throws
        -> [DigestContents.EventKey]
    {
        try Agenda.occurrences(
            in: db, from: calendar.startOfDay(date),
            to: calendar.startOfDay(date.adding(days: 1)), calendar: calendar
        ).map { DigestContents.EventKey(event: $0.event, key: $0.key) }
    }

    /// Readers without a watermark may get all that is young enough, so while there are any, all is read.
    private static func oldestWatermark(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT CASE WHEN EXISTS (SELECT 1 FROM resident WHERE digest = 'daily' AND status = 'active'
                        AND id NOT IN (SELECT resident FROM digest_reader))
                    THEN 0 ELSE (SELECT min(watermark) FROM digest_reader
                        WHERE resident IN (SELECT id FROM resident WHERE digest = 'daily' AND status = 'active'))
                    END
                """) ?? 0
    }
}

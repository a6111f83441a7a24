import Crypto
import Foundation
import GRDB
public import Model
public import Neighbourhood
public import Web

/// What a pull of one feed came to.
public struct FeedResult: Codable, Equatable, Sendable {
    public enum Outcome: String, Codable, Sendable {
        /// Content came and was taken; rows of it may have been refused.
        case taken
        /// Nothing has changed since the last time.
        case unchanged
        /// What was there before stays.
        case failed
        /// It failed of late and is left in peace for a while.
        case waiting
    }

    public let feed: String
    public let outcome: Outcome
    /// What went wrong, or "".
    public var error = ""
    /// How many rows were added, changed and refused.
    public var added = 0
    public var changed = 0
    public var refused = 0

    init(_ feed: Feed, _ outcome: Outcome, error: String = "") {
        (self.feed, self.outcome, self.error) = (feed.name, outcome, error)
    }
}

/// Pulls feeds into the neighbourhood.
public struct FeedPull: Sendable {
    /// An item more and the feed is refused: it is no list of news.
    static let mostPosts = 1000
    /// Changed occurrences of series count too. A town has fewer.
    static let mostEvents = 10_000

    private let contact: WebURL
    private let calendar: LocalCalendar
    private let limits: WebLimits
    private let resolver: NameResolver

    /// - Parameters:
    ///   - contact: The page that the user agent names.
    ///   - calendar: The platform's: what floating times of events mean.
    public init(
        contact: WebURL, calendar: LocalCalendar, limits: WebLimits = WebLimits(),
        resolver: NameResolver = .system
    ) {
        self.contact = contact
        self.calendar = calendar
        self.limits = limits
        self.resolver = resolver
    }

    /// Asks the feed and takes what it gives. Blocks; holds no transaction while it waits for the network.
    ///
    /// Whatever goes wrong with the feed is written down in `feed_state`, and nothing that it brought before changes.
    ///
    /// - Parameters:
    ///   - importer: Writes the rows; its time is that of the pull.
    ///   - insists: Whether a feed that is left in peace is asked all the same.
    /// - Throws: `DatabaseError` only, and what the importer's pause throws.
    public func run(_ feed: Feed, importer: Importer, insists: Bool) throws -> FeedResult {
        let source = Data(SHA256.hash(data: Data("\(feed.kind.rawValue) \(feed.url.text)".utf8)))
        let (before, known) = try importer.read { db in
            let table = FeedStateTable(db)
            return try (
                table.state(of: feed.name), table.version(of: feed.name, source: source)
            )
        }
        var state = before ?? FeedState(feed: feed.name, pulledAt: importer.time)
        if !insists, let next = state.nextTry, importer.time < next {
            return FeedResult(feed, .waiting, error: state.error)
        }
        state.pulledAt = importer.time
        let round = Round(feed: feed, source: source, known: known, importer: importer)
        switch ask(feed, known: known) {
        case .failed(let failure): return try round.failed(state, "\(failure)", retryAfter: nil)
        case .answer(let answer): return try take(answer, state, round)
        }
    }

    /// What stays the same during one pull.
    fileprivate struct Round {
        let feed: Feed
        let source: Data
        let known: WebVersion
        let importer: Importer
    }

    private func ask(_ feed: Feed, known: WebVersion) -> WebOutcome {
        var request = WebRequest(feed.url)
        request.known = known
        request.allowsPrivate = feed.allowsPrivate
        request.accept =
            feed.kind == .ics
            ? "text/calendar, */*;q=0.1"
            : "application/atom+xml, application/rss+xml, application/xml, text/xml, */*;q=0.1"
        return WebClient(
            contact: contact, authorities: feed.authorities, limits: limits, resolver: resolver
        ).send(request)
    }

    private func take(
        _ answer: WebAnswer, _ state: FeedState, _ round: Round
    ) throws -> FeedResult {
        switch answer.status {
        case 200:
            do {
                return try round.taken(state, content(of: answer, round), answer.version)
            } catch let error as UnusableFeed {
                return try round.failed(state, error.reason, retryAfter: nil)
            }
        case 304 where round.known != WebVersion(): return try round.unchanged(state)
        default:
            return try round.failed(
                state, "the server answered \(answer.status)", retryAfter: answer.retryAfter)
        }
    }

    private func content(of answer: WebAnswer, _ round: Round) throws -> FeedTaken {
        guard !answer.contentType.lowercased().hasPrefix("text/html") else {
            throw UnusableFeed(reason: "the answer is a page for people (text/html), no feed")
        }
        guard round.feed.kind == .ics else {
            let posts = try NewsReader.posts(
                in: answer.body, most: Self.mostPosts, now: round.importer.time)
            return try round.importer.take(posts, of: round.feed.name)
        }
        return try takeEvents(answer.body, round)
    }

    /// The reader of calendars reads files: the content lies in one for as long as it takes.
    private func takeEvents(_ octets: [UInt8], _ round: Round) throws -> FeedTaken {
        try CalendarCheck(most: Self.mostEvents).check(octets)
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "buurtpost-feed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "\(round.feed.name).ics")
        try Data(octets).write(to: file)
        return try round.importer.take(
            events: file, of: round.feed.name, calendar: calendar)
    }
}

/// Content of a feed that cannot be taken. Completes no sentence: it is one.
struct UnusableFeed: Error, Equatable {
    let reason: String
}

extension FeedPull.Round {
    fileprivate func failed(
        _ state: FeedState, _ reason: String, retryAfter: Int?
    ) throws -> FeedResult {
        var state = state
        state.failures += 1
        state.error = reason
        let wait = FeedPatience.wait(
            after: state.failures, every: feed.every, retryAfter: retryAfter)
        state.nextTry = importer.time.addingTimeInterval(wait / .seconds(1))
        try save(state, known)
        return FeedResult(feed, .failed, error: reason)
    }

    fileprivate func unchanged(_ state: FeedState) throws -> FeedResult {
        try save(fine(state), known)
        return FeedResult(feed, .unchanged)
    }

    fileprivate func taken(
        _ state: FeedState, _ taken: FeedTaken, _ version: WebVersion
    ) throws -> FeedResult {
        let isCalendar = feed.kind == .ics
        let (state, name, now) = (fine(state), feed.name, importer.time)
        try save(state, version) { db in
            if isCalendar { try FeedEventTable(db).named(taken.ids, by: name, now: now) }
        }
        var result = FeedResult(feed, .taken)
        (result.added, result.changed) = (taken.report.added, taken.report.changed)
        result.refused = taken.report.refusedCount
        result.error = taken.report.refused.first.map { "\($0.line): \($0.reason)" } ?? ""
        return result
    }

    private func fine(_ state: FeedState) -> FeedState {
        var state = state
        (state.failures, state.nextTry, state.error) = (0, nil, "")
        state.okAt = importer.time
        return state
    }

    private func save(
        _ state: FeedState, _ version: WebVersion, also: (Database) throws -> Void = { _ in }
    ) throws {
        try importer.write { db in
            try FeedStateTable(db).save(state, source: source, version: version)
            try also(db)
        }
    }
}

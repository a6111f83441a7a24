import Foundation
import Model

/// The pieces of one digest in their order, without those of the reader's own.
struct DigestBody {
    /// What stands between the greeting and the closing.
    private(set) var middle: [PrintedPiece] = []
    let subject: String
    /// What the inbox list shows under the subject.
    let preheader: String
    /// How many items are in it; none means that there is nothing to say any more.
    private(set) var itemCount = 0

    /// - Parameters:
    ///   - hour: The time on the wall at which it is read.
    ///   - print: Gives a piece, or nil when there is nothing to tell any more.
    init(
        _ contents: DigestContents, hour: LocalTime,
        print: (PrintedPiece.Name) throws -> PrintedPiece?
    ) throws {
        let common = contents.common
        let (date, tomorrow) = (common.date, common.date.adding(days: 1))
        let last = common.isWeekly ? date.adding(days: 6) : tomorrow
        let changes = try contents.changes.compactMap { try print(.change($0)) }
        let today = try common.today.compactMap { try print(.event($0, from: date, through: date)) }
        let later = try common.later.compactMap {
            try print(.event($0, from: tomorrow, through: last))
        }
        let help = try contents.help.compactMap { try print(.help($0)) }
        let posts = try common.posts.compactMap { try print(.post($0)) }
        let entries = try common.entries.compactMap { try print(.entry($0)) }
        let polls = try common.polls.compactMap { try print(.poll($0)) }

        let firstEvent = common.isWeekly ? (today + later).first : today.first
        let facts = DigestSubject(
            greeting: .init(at: hour), isWeekly: common.isWeekly,
            change: changes.first?.title ?? "", event: firstEvent?.title ?? "", posts: posts.count)
        subject = try print(.subject(facts))?.title ?? ""
        preheader = (posts + entries).prefix(3).map(\.title).joined(separator: " · ")

        try add(.changes, changes, print)
        try add(.today(date), today, print)
        for (day, events) in Self.byDay(later, else: tomorrow) {
            try add(day == tomorrow ? .tomorrow(day) : .day(day), events, print)
        }
        try add(.help, help, print)
        try add(.posts, posts, print)
        try add(.map, entries, print)
        try add(.polls, polls, print)
        middle += try [print(.question(date)), print(.more(common.more))].compactMap { $0 }
    }

    private mutating func add(
        _ heading: PrintedPiece.Heading, _ items: [PrintedPiece],
        _ print: (PrintedPiece.Name) throws -> PrintedPiece?
    ) throws {
        guard !items.isEmpty else { return }
        if let heading = try print(.heading(heading)) { middle.append(heading) }
        middle += items
        itemCount += items.count
    }

    private static func byDay(_ events: [PrintedPiece], else day: LocalDate)
        -> [(LocalDate, [PrintedPiece])]
    {
        Dictionary(grouping: events) { $0.day ?? day }.sorted { $0.key < $1.key }
    }
}

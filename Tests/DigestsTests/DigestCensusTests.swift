import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Testing

@testable import Digests

/// Around each change of the clock a small town lives through 14 days; who must have a letter on which day, and with
/// which posts, is worked out again in a few lines that share nothing with the planner.
struct DigestCensusTests {
    struct Person {
        let id: String
        let minute: Int
        /// 1...7 for a weekly reader.
        let day: Int?
        let neighbourhood: String
    }

    static func people(_ random: inout SplitMix64) -> [Person] {
        (0..<40).map { number in
            Person(
                id: "r\(number)",
                minute: number < 10 ? 105 + number * 10 : random.number(0...1439),
                day: number % 3 == 0 ? number % 7 + 1 : nil,
                neighbourhood: number % 2 == 0 ? "Noord" : "Zuid")
        }
    }

    @Test(
        "on each of 14 days around a clock change each reader has what the census says",
        arguments: ["2026-03-22", "2026-10-18"])
    func fortnight(start: String) throws {
        var random = SplitMix64(seed: 5)
        let (first, calendar) = (LocalDate(start)!, LocalCalendar.amsterdam)
        let begin = calendar.startOfDay(first) - 7200
        let town = try SmallTown(at: begin)
        try town.drain()
        let people = Self.people(&random)
        for person in people {
            try town.resident(
                person.id, hour: LocalTime(minute: person.minute).description,
                more: ", digest, digest_day, neighbourhood",
                values:
                    ", '\(person.day == nil ? "daily" : "weekly")', \(person.day ?? 1), '\(person.neighbourhood)'"
            )
        }
        // A post every five hours; a round every half hour, which comes late for no hour by more than the four.
        var posts: [(id: String, at: Date)] = []
        // The fortnight of October is an hour longer.
        for step in 0..<(14 * 48 + 8) {
            let now = begin + Double(step) * 1800
            if step % 10 == 0 {
                posts.append((id: "p\(step)", at: now))
                try town.post("p\(step)", at: now)
            }
            try town.drain(at: now)
        }
        let letters = try town.letters()
        for person in people {
            let days = (0..<14).map { first.adding(days: $0) }
                .filter { person.day == nil || $0.weekday == person.day }
            let told = (letters[person.id] ?? []).filter { $0 >= first.description }
            let expected = days.map(\.description)
            let got = told.map { String($0.prefix(10)) }.filter { $0 <= expected.last ?? "" }
            #expect(got == expected, "\(person.id)")
            #expect(told.allSatisfy { $0.hasSuffix("accepted") || $0.hasSuffix("nothing to say") })
        }
        try expectEachPostOnce(town, people, posts, first)
    }

    /// No reader finds a post in two letters, and none is missing that came in before the last letter was planned.
    private func expectEachPostOnce(
        _ town: SmallTown, _ people: [Person], _ posts: [(id: String, at: Date)], _ first: LocalDate
    ) throws {
        let rows = try town.database.read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT r.external_id, l.args, l.planned_at FROM letter l
                    JOIN resident r ON l.recipient = 'resident/' || r.id
                    WHERE l.outcome = 'accepted' ORDER BY l.id
                    """)
        }
        let byReader = Dictionary(grouping: rows) { $0[0] as String }
        for person in people {
            let letters = byReader[person.id] ?? []
            let contents = try letters.map {
                try JSONDecoder().decode(DigestContents.self, from: Data(($0[1] as String).utf8))
            }
            let told = contents.flatMap(\.common.posts)
            #expect(Set(told).count == told.count, "\(person.id)")
            let more = contents.map(\.common.more).reduce(0, +)
            let last = (letters.last?[2] as Int64?) ?? 0
            let due = posts.filter { $0.at.unixMilliseconds <= last }
            // The first digest goes back seven days, which here is to the beginning.
            #expect(told.count + more == due.count, "\(person.id)")
        }
    }
}

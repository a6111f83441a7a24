import Foundation
import Model

/// What every reader of a sample town must get on which day, worked out from the files and the rules of `docs/digest.md`,
/// day by day and reader by reader, with none of the program's code.
///
/// Time goes in rounds: something is known from a round on, and a reader was told everything up to a round.
struct TownCensus {
    typealias Row = [String: String]

    /// The instants of the rounds; a standstill is a gap in them.
    let rounds: [Date]
    var residents: [Row] = []
    var posts: [Row] = []
    /// With the round before which they are imported: nil is the first load, which is no news.
    var organisations: [(row: Row, from: Int?)] = []
    var events: [Row] = []
    var polls: [Row] = []
    var registrations: [Row] = []
    var help: [(row: Row, from: Int)] = []
    var changes: [Change] = []

    /// A change of an occurrence, as it was noted.
    struct Change {
        let name: String
        let uid: String
        let key: String
        let isCancelled: Bool
        let startsAt: Date
        let endsAt: Date
        let from: Int
    }

    /// The readers' days from `first` to `last`, a line for each: what and when.
    func lines(of reader: Row, from first: LocalDate, through last: LocalDate) -> [String] {
        guard reader["status"] == "active", reader["digest"] != "none" else { return [] }
        var told: Int?
        var lines: [String] = []
        for day in first.daysSince1970...last.daysSince1970 {
            let isWeekly = reader["digest"] == "weekly"
            // 1970-01-01 was a Thursday.
            let name = ["th", "fr", "sa", "su", "mo", "tu", "we"][day % 7]
            if isWeekly && reader["digest_day"] != name { continue }
            let time = reader["digest_time"]!.split(separator: ":").map { Int($0)! }
            let hour = Self.instant(day: day, minute: time[0] * 60 + time[1])
            // Planned ten minutes ahead.
            let round = rounds.firstIndex { $0 + 600 >= hour }!
            let start = "\(LocalDate(daysSince1970: day)) due \(hour) round \(round)"
            let latest = max(
                min(hour + 4 * 3600, Self.instant(day: day, minute: 21 * 60 + 30)), hour + 1800)
            if latest < rounds[round] {
                lines.append("\(start): too late")
            } else if let pause = Self.time(reader["paused_until"]), hour < pause {
                lines.append("\(start): on holiday")
            } else if reader["email"] == "" {
                lines.append("\(start): has no address")
            } else {
                let blocks = Blocks(self, reader, day, isWeekly, round, told)
                told = round
                lines.append(
                    blocks.isEmpty ? "\(start): nothing to say" : "\(start): \(blocks.text)")
            }
        }
        return lines
    }

    /// The wall clock of Amsterdam in 2026: summer time is from 29 March to 25 October, 01:00 UTC.
    static func instant(day: Int, minute: Int) -> Date {
        let wall = Double(day * 86_400 + minute * 60)
        let spring = 1_774_746_000.0
        let autumn = 1_792_890_000.0
        let isNearSpring = wall < (spring + autumn) / 2
        let (change, before, after) =
            isNearSpring ? (spring, 3600.0, 7200.0) : (autumn, 7200.0, 3600.0)
        let utc = wall - before < change ? wall - before : max(change, wall - after)
        return Date(timeIntervalSince1970: utc)
    }

    static func time(_ cell: String?) -> Date? { try? Date(cell ?? "", strategy: .iso8601) }
}

/// The blocks of one digest, in their order.
private struct Blocks {
    private var shown: [[String]] = []
    private var more = 0

    var isEmpty: Bool { shown.allSatisfy(\.isEmpty) }
    var text: String {
        zip(["changes", "today", "help", "posts", "later", "map", "polls"], shown)
            .map { "\($0): \($1.joined(separator: " "))" }.joined(separator: "; ")
            + "; more: \(more)"
    }

    init(
        _ town: TownCensus, _ reader: TownCensus.Row, _ day: Int, _ isWeekly: Bool, _ round: Int,
        _ told: Int?
    ) {
        let now = town.rounds[round]
        let (ranked, all) = town.news(reader, now, round, told)
        let today = town.agenda(day...day)
        let blocks = [
            town.changes(for: reader, now, round, told), today, town.help(reader, now, round, told),
            ranked.filter { $0.hasPrefix("p") }, town.agenda(day + 1...day + (isWeekly ? 6 : 1)),
            ranked.filter { $0.hasPrefix("o") }, town.polls(now, days: isWeekly ? 7 : 3),
        ]
        var counts = blocks.map { _ in 0 }
        deal: while true {
            let before = counts
            for block in blocks.indices where counts[block] < blocks[block].count {
                if counts.reduce(0, +) == 12 { break deal }
                counts[block] += 1
            }
            if counts == before { break }
        }
        shown = zip(blocks, counts).map { Array($0.prefix($1)) }
        more = blocks.map(\.count).reduce(0, +) - counts.reduce(0, +) + all - ranked.count
    }
}

extension TownCensus {
    /// Occurrences of days, weekly and fortnightly ones spelled out.
    fileprivate func agenda(_ days: ClosedRange<Int>) -> [String] {
        days.flatMap { day in
            let onDay = events.enumerated().filter { _, event in
                let start = LocalDate(Self.dashed(event["DTSTART"]!))!.daysSince1970
                let weeks = event["RRULE"].map { $0.contains("INTERVAL=2") ? 14 : 7 }
                let takesPlace = weeks.map { day >= start && (day - start) % $0 == 0 }
                return event["STATUS"] != "CANCELLED" && (takesPlace ?? (day == start))
            }
            return onDay.sorted {
                let (one, other) = ($0.element, $1.element)
                return (one["DTSTART"]!.suffix(6), one["SUMMARY"]!, $0.offset)
                    < (other["DTSTART"]!.suffix(6), other["SUMMARY"]!, $1.offset)
            }.map { _, event in
                let hour = event["DTSTART"]!.suffix(6).prefix(2)
                return "\(event["UID"]!)/\(LocalDate(daysSince1970: day))T\(hour):00"
            }
        }
    }

    private static func dashed(_ stamp: String) -> String {
        "\(stamp.prefix(4))-\(stamp.dropFirst(4).prefix(2))-\(stamp.dropFirst(6).prefix(2))"
    }

    fileprivate func changes(for reader: Row, _ now: Date, _ round: Int, _ told: Int?) -> [String] {
        let enrolled = registrations.filter {
            $0["resident"] == reader["id"] && $0["status"] != "cancelled"
        }.map { $0["event_uid"] }
        let known = changes.filter { $0.from <= round }
        return known.filter { change in
            let last = known.last { $0.uid == change.uid && $0.key == change.key }
            return last?.name == change.name && enrolled.contains(change.uid)
                && change.from > told ?? -1
                && (change.isCancelled ? change.startsAt >= now : change.endsAt > now)
        }.map(\.name)
    }

    fileprivate func help(_ reader: Row, _ now: Date, _ round: Int, _ told: Int?) -> [String] {
        let skills = Self.list(reader["skills"])
        let fitting = help.compactMap { row, from -> (metres: Double, id: String)? in
            let (needs, required) = (Self.list(row["needs"]), Self.list(row["required_skills"]))
            let metres = Self.metres(row, reader)
            let reach = min(
                Double(row["radius_m"]!) ?? 3000, Double(reader["max_distance_m"]!) ?? .infinity)
            let fits =
                row["safety_level"] == "0" && row["status"] == "open"
                && from <= round && from > told ?? -1 && row["requester"] != reader["id"]
                && (Self.time(row["expires_at"]).map { $0 > now } ?? true)
                && required.isSubset(of: skills)
                && (needs.isEmpty || !needs.isDisjoint(with: skills)) && metres <= reach
            return fits ? (metres, row["id"]!) : nil
        }
        return fitting.sorted { $0.metres < $1.metres }.map(\.id)
    }

    /// Along the great circle.
    private static func metres(_ one: Row, _ other: Row) -> Double {
        func angle(_ row: Row, _ column: String) -> Double { Double(row[column]!)! * .pi / 180 }
        let (north, south) = (angle(one, "latitude"), angle(other, "latitude"))
        let east = angle(one, "longitude") - angle(other, "longitude")
        let half =
            pow(sin((north - south) / 2), 2) + cos(north) * cos(south) * pow(sin(east / 2), 2)
        return 2 * 6_371_000 * asin(half.squareRoot())
    }

    private static func list(_ cell: String?) -> Set<String> {
        Set((cell ?? "").split(separator: "|").map(String.init))
    }

    fileprivate func polls(_ now: Date, days: Double) -> [String] {
        polls.filter { poll in
            let (opens, closes) = (Self.time(poll["opens_at"])!, Self.time(poll["closes_at"])!)
            return opens <= now && closes > now && closes <= now + days * 86_400
        }.sorted { Self.time($0["closes_at"])! < Self.time($1["closes_at"])! }.map { $0["id"]! }
    }

    /// Posts and map news in the order for a reader, without the third of a source; and how many there are with those.
    fileprivate func news(_ reader: Row, _ now: Date, _ round: Int, _ told: Int?) -> (
        ranked: [String], all: Int
    ) {
        let interests = Self.list(reader["interests"])
        let newPosts = posts.filter { post in
            let published = Self.time(post["published_at"])!
            // A round that was not held told nobody of it.
            let isNew = told.map { published > rounds[$0] } ?? (published >= now - 7 * 86_400)
            return post["status"] == "visible" && published <= now && isNew
        }.enumerated().sorted {
            (Self.time($0.element["published_at"])!, $0.offset)
                > (Self.time($1.element["published_at"])!, $1.offset)
        }.map(\.element)
        let entries = organisations.filter {
            $0.row["status"] == "visible" && ($0.from ?? .max) <= round
                && ($0.from ?? 0) > told ?? -1
        }.map(\.row).reversed()
        func ordered(_ rows: [Row], _ points: (Row) -> Int) -> [Row] {
            rows.enumerated().sorted {
                (points($1.element), $0.offset) < (points($0.element), $1.offset)
            }.map(\.element)
        }
        func isOfInterest(_ title: String, _ category: String) -> Bool {
            let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            return interests.contains(category) || words.contains { interests.contains($0) }
        }
        // In hundredths.
        let kinds = ["story": 300, "question": 100, "callout": 100, "news": 0]
        let best = ordered(newPosts) { post in
            let days = now.timeIntervalSince(Self.time(post["published_at"])!) / 86_400
            return (post["neighbourhood"] == reader["neighbourhood"] ? 200 : 0)
                + (isOfInterest(post["title"]!, post["category"]!) ? 300 : 0)
                + kinds[post["kind"]!]! + 2 * Int((pow(0.5, days / 2) * 100).rounded())
        }
        let map = ordered(Array(entries)) { isOfInterest($0["name"]!, $0["category"]!) ? 300 : 0 }
        var seen: [String: Int] = [:]
        let ranked = (best + map).filter { row in
            let owner = row["name"] == nil ? row["organisation"]! + row["author"]! : row["id"]!
            seen[owner, default: 0] += 1
            return seen[owner]! <= 2 || owner.isEmpty
        }
        return (ranked.map { $0["id"]! }, best.count + map.count)
    }
}

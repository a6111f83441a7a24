import GRDB
import Model
import Neighbourhood
import Testing

@testable import Digests

/// Which news comes first, and who is told of a help request: pure decisions as tables of cases.
struct RankingTests {
    static let now: Int64 = 1_774_400_000_000

    static func post(
        _ id: Int64, title: String = "Bericht", kind: String = "news", source: String = "",
        category: String = "", neighbourhood: String = "", daysOld: Int64 = 0
    ) throws -> Headline {
        try Headline(row: [
            "a": id, "b": id, "c": title, "d": kind, "e": source, "f": category,
            "g": neighbourhood, "h": now - daysOld * 86_400_000,
        ])
    }

    static let ranking = DigestRanking(weights: DigestWeights(), now: now)
    static let taste = ReaderTaste(neighbourhood: "Molenwijk", interests: "tuinieren|Koken")

    @Test("each reason gives its points and says so")
    func score() throws {
        let item = try Self.post(
            1, title: "Samen koken", kind: "story", neighbourhood: "Molenwijk", daysOld: 2)
        let score = Self.ranking.score(item, for: Self.taste)
        #expect(score.parts.map(\.reason) == ["neighbourhood", "interest", "story", "fresh"])
        #expect(score.parts.map(\.points) == [200, 300, 300, 100])
        #expect(score.total == 900)
        let other = try Self.post(2, title: "Kookboek", neighbourhood: "Zuid", daysOld: 400)
        #expect(Self.ranking.score(other, for: Self.taste).parts.isEmpty)
    }

    @Test("an interest is a category or a whole word of the title, whatever the capitals")
    func interests() throws {
        for (title, category, isLiked) in [
            ("Wie wil TUINIEREN?", "", true), ("x", "Tuinieren", true),
            ("Tuinierenbeurs", "", false),
            ("x", "", false), ("samen-koken!", "", true),
        ] {
            let item = try Self.post(1, title: title, category: category, daysOld: 100)
            let parts = Self.ranking.score(item, for: Self.taste).parts
            #expect(parts.contains { $0.reason == "interest" } == isLiked, "\(title)")
        }
        let item = try Self.post(1, title: "koken", daysOld: 100)
        #expect(Self.ranking.score(item, for: ReaderTaste()).parts.isEmpty)
    }

    @Test("the highest sum comes first, of equals the newer one")
    func order() throws {
        let items = try [
            Self.post(1, daysOld: 30), Self.post(2, kind: "story", daysOld: 31),
            Self.post(3, daysOld: 32), Self.post(4, neighbourhood: "Molenwijk", daysOld: 33),
        ]
        #expect(Self.ranking.ordered(items, for: Self.taste).map(\.id) == [2, 4, 1, 3])
        #expect(Self.ranking.ordered(items, for: ReaderTaste()).map(\.id) == [2, 1, 3, 4])
    }

    @Test("two of each author or organisation stay, of the unknown all")
    func variety() throws {
        let items = try ["oA", "oA", "rB", "", "oA", "", "", "rB", "rB"].enumerated().map {
            try Self.post(Int64($0.offset), source: $0.element)
        }
        #expect(Self.ranking.varied(items).map(\.id) == [0, 1, 2, 3, 5, 6, 7])
    }

    // MARK: Help requests

    static func request(_ id: Int64, _ more: [String: (any DatabaseValueConvertible)?] = [:]) throws
        -> HelpRequest
    {
        var row: [String: (any DatabaseValueConvertible)?] = [
            "id": id, "requester": "", "kind": "help", "title": "Lamp", "public_text": "",
            "needs": "", "required_skills": "", "urgency": "week", "safety_level": 0,
            "radius_m": nil, "latitude": 51.83, "longitude": 4.97, "expires_at": nil,
            "status": "open", "news_revision": id,
        ]
        row.merge(more) { $1 }
        return try HelpRequest(row: Row(row))
    }

    static func reader(
        skills: String = "klussen", latitude: Double? = 51.83, distance: Int? = nil
    ) -> DigestReader {
        DigestReader(row: [
            "a": 1, "b": 390, "c": "daily", "d": 1, "e": nil, "f": "jan@example.nl", "g": nil,
            "h": "", "i": "", "j": "jan", "k": skills, "l": latitude,
            "m": latitude == nil ? nil : 4.97, "n": distance,
        ])
    }

    @Test("a request is told to who lives near, has the skills and did not ask it")
    func help() throws {
        let fits: [(String, [String: (any DatabaseValueConvertible)?], DigestReader, Bool)] = [
            ("as it is", [:], Self.reader(), true),
            ("one of the needs", ["needs": "koken|klussen"], Self.reader(), true),
            ("none of the needs", ["needs": "koken"], Self.reader(), false),
            ("no skills, no needs", [:], Self.reader(skills: ""), true),
            ("all that is required", ["required_skills": "klussen"], Self.reader(), true),
            (
                "half of what is required", ["required_skills": "klussen|rijbewijs"],
                Self.reader(), false
            ),
            ("own request", ["requester": "jan"], Self.reader(), false),
            ("only for chosen helpers", ["safety_level": 1], Self.reader(), false),
            ("nobody can place it", ["latitude": nil, "longitude": nil], Self.reader(), false),
            ("reader without a place", [:], Self.reader(latitude: nil), false),
            ("3.3 km", [:], Self.reader(latitude: 51.86), false),
            ("3.3 km, wide", ["radius_m": 4000], Self.reader(latitude: 51.86), true),
            (
                "3.3 km, wide, but too far for the reader", ["radius_m": 4000],
                Self.reader(latitude: 51.86, distance: 1000), false
            ),
        ]
        for (name, more, reader, isTold) in fits {
            let fit = HelpFit([try Self.request(7, more)])
            #expect(fit.requests(for: reader, after: nil) == (isTold ? [7] : []), "\(name)")
        }
        #expect(
            HelpFit([try Self.request(7)]).requests(for: Self.reader(), after: 7).isEmpty, "told")
    }
}

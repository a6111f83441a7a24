import Foundation
import Model

/// Who goes to which event, and who asks for help.
extension SampleTown {
    /// One registration for every second resident; each event and resident at most once.
    func registrationsFile() -> SampleTownFile {
        var random = random(5)
        var file = SampleTownFile(columns: [
            "event_uid", "recurrence_id", "resident", "status", "party_size", "registered_at",
        ])
        var known: Set<String> = []
        for _ in 0..<(events > 0 ? residents / 2 : 0) {
            let (event, resident) = (
                random.number(0...events - 1), random.number(0...residents - 1)
            )
            let rest = [
                random.pick(weighted: [("registered", 85), ("waiting", 8), ("cancelled", 7)]),
                "\(random.number(1...4))",
                time(morning.adding(days: -random.number(8...20)), minute: random.number(0...1439)),
            ]
            if known.insert("\(event) \(resident)").inserted {
                file.add(["ev\(event)@example.nl", "", "r\(resident)"] + rest)
            }
        }
        return file
    }

    func helpRequestsFile() -> SampleTownFile {
        var random = random(6)
        var file = SampleTownFile(columns: Self.helpColumns)
        for number in 0..<helpRequests { file.add(helpRequest(number, &random)) }
        return file
    }

    private static let helpColumns = [
        "id", "requester", "kind", "title", "public_text", "private_text", "needs",
        "required_skills", "when", "urgency", "safety_level", "radius_m", "latitude", "longitude",
        "people_needed", "share_phone_ok", "created_at", "expires_at", "status",
    ]

    /// From a week before the morning to a week after it, in order of their making.
    private func helpRequest(_ number: Int, _ random: inout SplitMix64) -> [String] {
        let made = morning.adding(days: -7 + 14 * number / max(1, helpRequests))
        let isFromDesk = residents == 0 || random.chance(percent: 15)
        return [
            "h\(number)", isFromDesk ? "" : "r\(random.number(0...residents - 1))",
            random.pick(["help", "things", "knowledge"]), random.pick(SampleTownWords.requests),
            random.pick(SampleTownWords.sentences), "Bel aan bij de buren.",
            random.chance(percent: 60) ? random.pick(SampleTownWords.skills) : "",
            random.chance(percent: 15) ? "rijbewijs" : "",
            random.pick(["mo-morning", "sa-morning", ""]),
            random.pick(["urgent", "days", "week", "ongoing"]),
            random.pick(weighted: [("0", 80), ("1", 12), ("2", 8)]),
            random.chance(percent: 70) ? "\(random.number(2...30) * 100)" : "",
            "51.8\(random.number(20_000...60_000))", "4.9\(random.number(50_000...99_999))",
            "\(random.number(1...3))", random.pick(["yes", "no"]),
            time(made, minute: random.number(420...1380)),
            random.chance(percent: 50)
                ? time(made.adding(days: random.number(1...14)), minute: 720) : "",
            random.pick(weighted: [("open", 90), ("closed", 10)]),
        ]
    }
}

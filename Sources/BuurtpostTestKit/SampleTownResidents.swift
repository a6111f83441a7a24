import Foundation
import Model

extension SampleTown {
    func residentsFile() -> SampleTownFile {
        var random = random(1)
        var file = SampleTownFile(columns: Self.residentColumns)
        for number in 0..<residents { file.add(resident(number, &random)) }
        return file
    }

    private static let residentColumns = [
        "id", "given_name", "family_name", "email", "phone", "language", "address_form",
        "postal_code", "latitude", "longitude", "neighbourhood", "interests", "skills",
        "availability", "helper", "max_distance_m", "max_asks_per_month", "paused_until",
        "vog_seen_on", "digest", "digest_time", "digest_day", "reminders", "reminder_hours", "role",
        "status", "joined_at",
    ]

    private func resident(_ number: Int, _ random: inout SplitMix64) -> [String] {
        let isHelper = random.chance(percent: 12)
        return person(number, &random) + place(&random) + help(isHelper, &random)
            + letters(&random) + account(number, &random)
    }

    private func person(_ number: Int, _ random: inout SplitMix64) -> [String] {
        [
            "r\(number)", random.pick(SampleTownWords.givenNames),
            random.pick(SampleTownWords.familyNames), address(number, &random),
            random.chance(percent: 40) ? String(format: "0183-00%04d", number % 10_000) : "",
            random.pick(weighted: [("nl", 95), ("en", 5)]),
            random.pick(weighted: [("u", 55), ("je", 35), ("", 10)]),
        ]
    }

    /// Two in a hundred have no address; they come to the desk.
    private func address(_ number: Int, _ random: inout SplitMix64) -> String {
        random.pick(weighted: [
            ("bewoner.\(number)@example.nl", 93), ("bewoner.\(number)@example.invalid", 5), ("", 2),
        ])
    }

    private func place(_ random: inout SplitMix64) -> [String] {
        let letters = Array("ABCDEGHJKLMNPRSTVWXZ").map(String.init)
        return [
            "42\(random.number(1...7))\(random.number(0...9)) \(random.pick(letters))\(random.pick(letters))",
            "51.8\(random.number(20_000...60_000))", "4.9\(random.number(50_000...99_999))",
            random.pick(SampleTownWords.neighbourhoods), some(SampleTownWords.interests, &random),
        ]
    }

    private func help(_ isHelper: Bool, _ random: inout SplitMix64) -> [String] {
        guard isHelper else { return ["", "", "no", "", "", "", ""] }
        let pause = morning.adding(days: random.number(1...30))
        return [
            some(SampleTownWords.skills, &random),
            some(["mo-morning", "tu-evening", "we-afternoon", "sa-morning"], &random), "yes",
            "\(random.number(5...50) * 100)", "\(random.number(1...4))",
            random.chance(percent: 10) ? time(pause, minute: 0) : "",
            random.chance(percent: 30) ? "\(morning.adding(days: -random.number(1...900)))" : "",
        ]
    }

    /// Most want their digest between six and eight; the others are spread over the whole day.
    private func letters(_ random: inout SplitMix64) -> [String] {
        let isEarly = random.chance(percent: 85)
        let minute = isEarly ? 360 + random.number(0...8) * 15 : random.number(0...1439)
        return [
            random.pick(weighted: [("daily", 75), ("weekly", 15), ("none", 10)]),
            "\(LocalTime(minute: minute))",
            random.pick(["mo", "tu", "we", "th", "fr", "sa", "su"]),
            random.pick(weighted: [
                ("day-before", 70), ("same-day", 10), ("both", 10), ("none", 10),
            ]),
            random.chance(percent: 5) ? "24|2" : "",
        ]
    }

    private func account(_ number: Int, _ random: inout SplitMix64) -> [String] {
        let role = number % 3000 == 7 ? "steward" : number % 400 == 3 ? "connector" : "resident"
        return [
            role,
            random.pick(weighted: [
                ("active", 90), ("unconfirmed", 4), ("unsubscribed", 4), ("bounced", 2),
            ]),
            time(morning.adding(days: -random.number(8...1500)), minute: random.number(0...1439)),
        ]
    }

    /// None to three of the words.
    private func some(_ words: [String], _ random: inout SplitMix64) -> String {
        words.shuffled(using: &random).prefix(random.number(0...3)).joined(separator: "|")
    }
}

import Foundation
import Model

/// What stands on the platform's pages: organisations, posts and polls.
extension SampleTown {
    func organisationsFile() -> SampleTownFile {
        var random = random(2)
        var file = SampleTownFile(columns: [
            "id", "name", "parent", "category", "description", "url", "email", "phone",
            "postal_code", "latitude", "longitude", "manager", "opening_hours", "costs", "views",
            "assured_at", "status",
        ])
        for number in 0..<organisations { file.add(organisation(number, &random)) }
        return file
    }

    private func organisation(_ number: Int, _ random: inout SplitMix64) -> [String] {
        let assured = morning.adding(days: -random.number(10...800))
        return [
            "o\(number)", name(number, &random),
            random.chance(percent: 10) ? "o\(random.number(0...max(0, number - 1)))" : "",
            random.pick(SampleTownWords.categories), paragraph(&random),
            "https://o\(number).example.nl/", "info@o\(number).example.nl",
            String(format: "0183-00%04d", number), "4201 AB", "51.83\(random.number(1000...9999))",
            "4.97\(random.number(1000...9999))",
            residents > 0 ? "r\(random.number(0...residents - 1))" : "",
            "ma-vr 9.00-17.00 uur\nza 10.00-12.00 uur", random.pick(["gratis", "€ 2,50 per keer"]),
            "\(random.number(0...5000))",
            random.chance(percent: 80) ? time(assured, minute: 600) : "",
            random.pick(weighted: [("visible", 95), ("hidden", 3), ("defunct", 2)]),
        ]
    }

    private func name(_ number: Int, _ random: inout SplitMix64) -> String {
        let kind = random.pick(SampleTownWords.organisationKinds)
        return "\(kind) \(random.pick(SampleTownWords.organisationNames)) \(number + 1)"
    }

    func postsFile() -> SampleTownFile {
        var random = random(3)
        var file = SampleTownFile(columns: [
            "id", "author", "organisation", "kind", "title", "text", "category", "neighbourhood",
            "url", "published_at", "status",
        ])
        for number in 0..<posts { file.add(post(number, &random)) }
        return file
    }

    /// Of the organisations one in ten writes.
    private func post(_ number: Int, _ random: inout SplitMix64) -> [String] {
        let isResidents = random.chance(percent: 60) && residents > 0
        let day = morning.adding(days: lastNewsDay + 1 - random.number(1...newsDays))
        return [
            "p\(number)", isResidents ? "r\(random.number(0...max(0, residents - 1)))" : "",
            isResidents || organisations == 0 ? "" : "o\(random.number(0...organisations / 10))",
            random.pick(["news", "story", "question", "callout"]),
            random.pick(SampleTownWords.titles), paragraph(&random),
            number % 2 == 0
                ? SampleTownWords.interests[number % SampleTownWords.interests.count] : "",
            random.pick(SampleTownWords.neighbourhoods),
            "https://www.example.nl/berichten/\(number)",
            time(day, minute: random.number(420...1380)),
            random.pick(weighted: [("visible", 97), ("removed", 3)]),
        ]
    }

    func pollsFile() -> SampleTownFile {
        var file = SampleTownFile(columns: [
            "id", "question", "options", "opens_at", "closes_at", "url", "result",
        ])
        for (number, question) in SampleTownWords.questions.enumerated() {
            let opens = morning.adding(days: number * 7 - 16)
            let closes = opens.adding(days: 14)
            file.add([
                "q\(number)", question, "ja|nee|weet niet", time(opens, minute: 540),
                time(closes, minute: 1020), "https://www.example.nl/polls/\(number)",
                closes < morning ? "Ja: 61 %" : "",
            ])
        }
        return file
    }

    private func paragraph(_ random: inout SplitMix64) -> String {
        (0..<random.number(1...5)).map { _ in random.pick(SampleTownWords.sentences) }
            .joined(separator: random.chance(percent: 20) ? "\n\n" : " ")
    }
}

import Foundation
import Model
import Testing

/// The templates keep to plain language, by rules that can be measured.
struct ReadingLevelTests {
    static let longestSentence = 14
    static let highestAverage = 9.0

    /// Words a neighbour need not know, or that hide who does something.
    static let hardWords: [Language: Set<String>] = [
        .nl: [
            "derhalve", "middels", "inzake", "teneinde", "alsmede", "gaarne", "hierbij", "dienen",
            "indien", "conform", "uitschrijven", "afmelden", "participatie", "faciliteren",
        ],
        .en: [
            "hereby", "henceforth", "utilise", "facilitate", "pursuant", "unsubscribe", "regarding",
        ],
    ]
    static let passive: [Language: Set<String>] = [
        .nl: ["wordt", "worden", "werd", "werden", "geworden"],
        .en: ["been", "being"],
    ]

    static func sentences(_ language: Language) throws -> [String] {
        let folder = URL(fileURLWithPath: SmallTown.templates(language))
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "txt" }
        return try files.sorted { $0.path < $1.path }.flatMap { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            // What follows an alternative is another one: both are never read together.
            return text.replacing(#/\}\}\{\{[#^]/#, with: "}}\n{{#")
                .replacing(#/\{\{[#^\/][^}]*\}\}/#, with: " ")
                .replacing(#/\{\{[^}]*\}\}/#, with: "x")
                .split { ".!?:\n".contains($0) }
                .map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { $0.contains { $0.isLetter } }
        }
    }

    static func words(_ sentence: String) -> [String] {
        sentence.lowercased().split { !$0.isLetter && $0 != "'" }.map(String.init)
    }

    @Test(
        "sentences are short, nobody hides behind a passive, and words are plain",
        arguments: Language.allCases)
    func plain(language: Language) throws {
        let sentences = try Self.sentences(language)
        #expect(sentences.count > 20)
        for sentence in sentences {
            let words = Self.words(sentence)
            #expect(words.count <= Self.longestSentence, "\(sentence)")
            #expect(Set(words).isDisjoint(with: Self.hardWords[language] ?? []), "\(sentence)")
            #expect(Set(words).isDisjoint(with: Self.passive[language] ?? []), "\(sentence)")
        }
        let average =
            Double(sentences.map { Self.words($0).count }.reduce(0, +)) / Double(sentences.count)
        #expect(average <= Self.highestAverage)
    }

    @Test("the questions of a language are enough for a year", arguments: Language.allCases)
    func questions(language: Language) throws {
        let folder = URL(fileURLWithPath: SmallTown.templates(language)).deletingLastPathComponent()
        let file = folder.appendingPathComponent("questions.\(language.rawValue).txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
        #expect(lines.count >= 53 && Set(lines).count == lines.count)
        #expect(lines.allSatisfy { $0.count <= 90 })
    }
}

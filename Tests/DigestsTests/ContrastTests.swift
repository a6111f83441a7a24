import Foundation
import Model
import Testing

/// The colours of the digest's templates, computed by WCAG 2.2 (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).
struct ContrastTests {
    /// What level AA asks of text (success criterion 1.4.3).
    static let least = 4.5

    @Test("every text colour stands out from every ground", arguments: Language.allCases)
    func light(language: Language) throws {
        let html = try Self.html(language)
        let grounds = Set(Self.all(#/background:(#[0-9a-f]{6})/#, in: html))
        let texts = Set(Self.all(#/[;"]color:(#[0-9a-f]{6})/#, in: html))
        let button = "#97371f"
        #expect(grounds.contains(button) && grounds.count == 4 && texts.count == 5)
        for ground in grounds.subtracting([button]) {
            for text in texts.subtracting(["#fffcf6"]) {
                #expect(Self.contrast(text, ground) >= Self.least, "\(text) on \(ground)")
            }
        }
        #expect(Self.contrast("#fffcf6", button) >= Self.least)
    }

    @Test("in the dark too", arguments: Language.allCases)
    func dark(language: Language) throws {
        let html = try Self.html(language)
        func colour(_ name: String, _ property: String) throws -> String {
            let rule = try Regex("\\.\(name) \\{[^}]*?\\b\(property): (#[0-9a-f]{6}) !important")
            let match = try #require(html.firstMatch(of: rule))
            return String(try #require(match.output[1].substring))
        }
        for ground in ["desk", "paper", "tint"] {
            for text in ["ink", "soft", "accent"] {
                let ratio = Self.contrast(
                    try colour(text, "color"), try colour(ground, "background"))
                #expect(ratio >= Self.least, "\(text) on \(ground)")
            }
        }
        let button = #/\.button \{ background: (#[0-9a-f]{6})[^}]* color: (#[0-9a-f]{6})/#
        let match = try #require(html.firstMatch(of: button))
        #expect(Self.contrast(String(match.output.2), String(match.output.1)) >= Self.least)
    }

    @Test(
        "the formula gives what the standard says",
        arguments: [
            ("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48),
        ])
    func formula(one: String, other: String, ratio: Double) {
        #expect(abs(Self.contrast(one, other) - ratio) < 0.01)
    }

    private static func html(_ language: Language) throws -> String {
        let folder = SmallTown.templates(language)
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".html") }
            .map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined()
    }

    private static func all(_ pattern: Regex<(Substring, Substring)>, in text: String) -> [String] {
        text.matches(of: pattern).map { String($0.output.1) }
    }

    private static func contrast(_ one: String, _ other: String) -> Double {
        let (dark, light) = (
            min(luminance(one), luminance(other)), max(luminance(one), luminance(other))
        )
        return (light + 0.05) / (dark + 0.05)
    }

    private static func luminance(_ colour: String) -> Double {
        let number = Int(colour.dropFirst(), radix: 16)!
        let linear = [16, 8, 0].map { shift -> Double in
            let channel = Double((number >> shift) & 255) / 255
            return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}

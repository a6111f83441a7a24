import Foundation
import Mail
import Model

/// The page on which one leafs through the letters, and the files that it shows.
struct DemoLeaf {
    private let template: TemplateFolder
    private static let name = "leaf.html"

    /// Reads and checks the template.
    ///
    /// - Throws: `TemplateProblems` with file, line and column of every key it cannot have.
    init(_ source: DemoSource) throws(TemplateProblems) {
        template = try TemplateFolder(path: source.leaf, templates: [Self.name: Self.keys])
    }

    private static let keys: TemplateKeys = [
        "town": .value, "count": .value, "date": .value,
        "letters": .list([
            "number": .value, "html_file": .value, "text_file": .value, "to_name": .value,
            "form": .value, "subject": .value,
        ]),
        "skipped": .list(["count": .value, "reason": .value]),
        "next": .list(["words": .values, "what": .value]),
    ]

    /// Writes the page and two files for each letter: what the reader saw, and the plain text beside it.
    func write(
        _ morning: DemoMorning, date: LocalDate, of platform: Platform, next: [DemoCommandLine],
        to folder: DemoFolder
    ) throws(DemoError) {
        for (index, letter) in morning.letters.enumerated() {
            try folder.write(letter.html, to: Self.file(index, "html"))
            // The mark at the start is for browsers: a text file has no other way to say that it is UTF-8.
            try folder.write("\u{FEFF}" + letter.text, to: Self.file(index, "txt"))
        }
        let page = template.render(Self.name, values(morning, date, platform, next))
        try folder.write(page, to: "index.html")
    }

    private func values(
        _ morning: DemoMorning, _ date: LocalDate, _ platform: Platform, _ next: [DemoCommandLine]
    ) -> [String: Any] {
        [
            "town": platform.name, "count": morning.letters.count,
            "date": Self.day(date, platform.calendar),
            "letters": morning.letters.enumerated().map(Self.values),
            "skipped": morning.silences.map { ["count": $0.count, "reason": $0.reason] },
            "next": next.map { ["words": $0.words, "what": $0.what] },
        ]
    }

    private static func values(_ index: Int, _ letter: DemoLetter) -> [String: Any] {
        [
            "number": index + 1, "html_file": file(index, "html"), "text_file": file(index, "txt"),
            "to_name": letter.name, "form": letter.form, "subject": letter.subject,
        ]
    }

    /// `pages/07.html`
    private static func file(_ index: Int, _ ending: String) -> String {
        let number = index + 1
        return "\(DemoFolder.pages)/\(number < 10 ? "0" : "")\(number).\(ending)"
    }

    /// `woensdag 25 maart 2026`
    private static func day(_ date: LocalDate, _ calendar: LocalCalendar) -> String {
        let style = Date.FormatStyle(
            locale: Locale(identifier: "nl_NL"), timeZone: calendar.zone
        ).weekday(.wide).day().month(.wide).year()
        return calendar.startOfDay(date).formatted(style)
    }
}

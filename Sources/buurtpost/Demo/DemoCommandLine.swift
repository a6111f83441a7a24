/// A command that a visitor can type after the demo, and what it shows.
struct DemoCommandLine: Equatable {
    /// Quoted for a shell, to be typed in the folder in which the demo was run.
    let words: [String]
    let what: String

    var text: String { words.joined(separator: " ") }

    /// Commands that work with the town of `folder`.
    ///
    /// - Parameter program: The program as the visitor typed it.
    static func next(program: String, folder: DemoFolder) -> [DemoCommandLine] {
        func line(_ words: String..., what: String) -> DemoCommandLine {
            let config = ["--config", folder.configuration]
            let all = [called(program)] + words + config
            return DemoCommandLine(words: all.map(quoted), what: what)
        }
        return [
            line("letter", "list", what: "who got what, when, and what the folder answered"),
            line(
                "status", "--now", DemoDay.end,
                what: "the morning at a glance: letters, relays, schedules, errors"),
            line(
                "preview", "digest", "--for", DemoDay.firstReader, "--now", DemoDay.nextBegin,
                what: "tomorrow's letter of one reader, as it would be now"),
            line(
                "run", "--drain", "--now", DemoDay.nextBegin, "--until", DemoDay.nextEnd,
                what: "the next morning: shorter letters, for little is new"),
        ]
    }

    /// What was found along the path is called by its name.
    static func called(_ program: String) -> String {
        program.contains("/") ? program : "buurtpost"
    }

    /// A word as a POSIX shell reads it back (Shell Command Language, 2.2.2 Single-Quotes).
    static func quoted(_ word: String) -> String {
        let plain = !word.isEmpty && word.wholeMatch(of: /[A-Za-z0-9_.,:+\/@%=-]+/) != nil
        return plain ? word : "'\(word.replacing("'", with: #"'\''"#))'"
    }
}

import Foundation
import Model
import Neighbourhood

/// What a demo came to, for the terminal.
struct DemoResult {
    let platform: Platform
    let imports: [ImportReport]
    let morning: DemoMorning
    let next: [DemoCommandLine]
    let folder: DemoFolder

    /// Lines of the town's files that were refused: only there when somebody changed them.
    var remarks: [String] { imports.flatMap(\.files).flatMap(\.remarks) }

    /// What happened, where to look, and what to try next.
    var text: String {
        ([story, "", look, "", "Go on with:"]
            + next.flatMap { ["  \($0.text)", "      \($0.what)"] })
            .joined(separator: "\n")
    }

    private var story: String {
        let silent = morning.silences.map(\.count).reduce(0, +)
        return """
            \(platform.name), a town that does not exist: \(inventory).
            On Wednesday 25 March 2026, \(letters), each for one reader.
            \(silent) residents got none; the page says why. Nothing has left this machine.
            """
    }

    private var letters: String {
        let count = "\(morning.letters.count) letters were written"
        let times = morning.letters.map(\.handedOverAt).sorted()
        guard let first = times.first, let last = times.last else { return count }
        return "\(count) between \(clock(first)) and \(clock(last))"
    }

    private func clock(_ instant: Date) -> String {
        platform.calendar.time(at: instant).description
    }

    /// `40 residents, 27 organisations, …`, in the order of the exchange folder.
    private var inventory: String {
        let added = imports.flatMap(\.files).reduce(into: [String: Int]()) {
            $0[$1.file, default: 0] += $1.added
        }
        return Self.things.compactMap { file, things in
            added[file].map { "\($0) \(things)" }
        }.joined(separator: ", ")
    }

    private static let things = [
        ("residents.csv", "residents"), ("organisations.csv", "organisations"),
        ("posts.csv", "posts"), ("events.ics", "entries in the agenda"), ("polls.csv", "polls"),
    ]

    private var look: String {
        var table = TextTable(["Look at", ""])
        table.add(["  \(folder.index)", "the letters, to leaf through in a browser"])
        table.add(["  \(folder.letters)", "the letters as they were handed over, a Maildir"])
        table.add(["  \(folder.configuration)", "how this post office is set up"])
        return table.text
    }
}

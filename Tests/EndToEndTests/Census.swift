import Foundation

/// Who lives in a town, read from its `residents.csv` by the test itself: what the program is held against.
struct Census {
    struct Person {
        let id: String
        let email: String
        /// The hour of the digest, in minutes.
        let minute: Int
        /// Whether the person wants a digest on the day of the moment and may have one.
        let isReader: Bool
        let isPaused: Bool
    }

    let people: [Person]

    /// - Parameters:
    ///   - moment: At which somebody is paused or not.
    /// - Precondition: No cell is quoted; those of a sample town are not.
    init(_ folder: URL, at moment: Date = EndToEnd.morningInstant) throws {
        let file = folder.appendingPathComponent("residents.csv")
        let lines = try String(contentsOf: file, encoding: .utf8)
            .replacingOccurrences(of: "\r\n", with: "\n").split(separator: "\n")
        precondition(!lines.contains { $0.contains("\"") }, "a cell is quoted")
        let columns = lines[0].components(separatedBy: ",")
        people = lines.dropFirst().map { line in
            let cells = line.components(separatedBy: ",")
            let row = Dictionary(uniqueKeysWithValues: zip(columns, cells))
            return Person(row, at: moment)
        }
    }

    /// The readers with an hour in `minutes`.
    func readers(_ minutes: ClosedRange<Int>) -> [Person] {
        people.filter { $0.isReader && minutes.contains($0.minute) }
    }

    /// The addresses of those among them who get a digest.
    func addresses(_ minutes: ClosedRange<Int> = 0...1439) -> [String] {
        readers(minutes).filter { !$0.isPaused && !$0.email.isEmpty }.map(\.email).sorted()
    }
}

extension Census.Person {
    fileprivate init(_ row: [String: String], at moment: Date) {
        let hour = row["digest_time", default: ""].components(separatedBy: ":").compactMap {
            Int($0)
        }
        id = row["id", default: ""]
        email = row["email", default: ""]
        minute = hour[0] * 60 + hour[1]
        isReader =
            row["status"] == "active"
            && (row["digest"] == "daily"
                || (row["digest"] == "weekly" && row["digest_day"] == Self.day(of: moment)))
        let pause = try? Date(row["paused_until", default: ""], strategy: .iso8601)
        isPaused = pause.map { $0 > moment } ?? false
    }

    /// `mo`…`su`, on the clock of Amsterdam.
    private static func day(of moment: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "Europe/Amsterdam")!
        return ["su", "mo", "tu", "we", "th", "fr", "sa"][
            calendar.component(.weekday, from: moment) - 1]
    }
}

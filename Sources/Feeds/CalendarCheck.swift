/// A look at an answer before the reader of calendars gets it.
struct CalendarCheck {
    private static let start = Array("BEGIN:VCALENDAR".utf8)
    private static let event = Array("BEGIN:VEVENT".utf8)

    /// With more events the calendar is refused.
    let most: Int

    /// - Throws: ``UnusableFeed`` when it begins with something else than a calendar, or holds too many events.
    func check(_ octets: [UInt8]) throws(UnusableFeed) {
        let lines = octets.lazy.split { $0 == 10 || $0 == 13 }
        guard let first = lines.first(where: { !Self.isBlank($0) }),
            Self.line(first, begins: Self.start)
        else { throw UnusableFeed(reason: "the answer is no calendar: it has no BEGIN:VCALENDAR") }
        var events = 0
        for line in lines where Self.line(line, begins: Self.event) { events += 1 }
        guard events <= most else {
            throw UnusableFeed(reason: "the calendar holds more than \(most) events")
        }
    }

    private static func isBlank(_ line: some Collection<UInt8>) -> Bool {
        line.allSatisfy { $0 == 32 || $0 == 9 }
    }

    /// In whatever case (RFC 5545 §2); a byte order mark before it is passed over.
    private static func line(_ line: some Collection<UInt8>, begins word: [UInt8]) -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = line.dropFirst(line.starts(with: mark) ? mark.count : 0)
        return text.prefix(word.count).elementsEqual(word) { octet, letter in
            (0x61...0x7A).contains(octet) ? octet - 32 == letter : octet == letter
        }
    }
}

import Foundation
import Model

/// The town's agenda as an iCalendar file (RFC 5545): a third of the events recurs, the others are single ones
/// from a week before the morning to three weeks after it. The first recurs every week on the morning's weekday
/// and the second stands alone on the morning itself, so that the morning is never empty.
extension SampleTown {
    func eventsText() -> String {
        var random = random(4)
        let blocks = (0..<events).map { event($0, &random) }
        let lines = Self.opening + blocks.joined() + ["END:VCALENDAR"]
        return lines.map { Self.folded($0) + "\r\n" }.joined()
    }

    private static let opening = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example.nl//sample town//NL",
        "BEGIN:VTIMEZONE", "TZID:Europe/Amsterdam",
        "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT",
        "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD",
        "END:VTIMEZONE",
    ]

    private func event(_ number: Int, _ random: inout SplitMix64) -> [String] {
        let recurs = number % 3 == 0
        let hour = random.number(9...20)
        let days = recurs ? -7 * random.number(1...40) : random.number(-7...21)
        let offset = number < 2 ? (recurs ? -70 : 0) : days
        let rule =
            number == 0 ? "FREQ=WEEKLY" : random.pick(["FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2"])
        let start = stamp(morning.adding(days: offset))
        return [
            "BEGIN:VEVENT", "UID:ev\(number)@example.nl", "DTSTAMP:\(start)T060000Z",
            "DTSTART;TZID=Europe/Amsterdam:\(start)T\(twoDigits(hour))0000",
            "DTEND;TZID=Europe/Amsterdam:\(start)T\(twoDigits(hour + 2))0000",
        ] + (recurs ? ["RRULE:\(rule)"] : []) + about(number, &random) + ["END:VEVENT"]
    }

    private func about(_ number: Int, _ random: inout SplitMix64) -> [String] {
        [
            "SUMMARY:\(random.pick(SampleTownWords.events))",
            "LOCATION:Buurthuis \(random.pick(SampleTownWords.organisationNames))\\, Dorpsstraat \(number + 1)",
            "DESCRIPTION:\(random.pick(SampleTownWords.sentences).replacingOccurrences(of: ",", with: "\\,"))",
            "URL:https://www.example.nl/agenda/\(number)",
            "CATEGORIES:\(random.pick(SampleTownWords.categories))",
            "X-BUURTPOST-CAPACITY:\(random.number(8...60))",
            "X-BUURTPOST-ORGANISATION:o\(random.number(0...max(0, organisations - 1)))",
            "STATUS:\(number >= 2 && random.chance(percent: 5) ? "CANCELLED" : "CONFIRMED")",
            "SEQUENCE:0",
        ]
    }

    /// `yyyymmdd`.
    private func stamp(_ date: LocalDate) -> String {
        date.description.replacingOccurrences(of: "-", with: "")
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Lines of at most 75 octets, cut between characters (RFC 5545 §3.1).
    private static func folded(_ line: String) -> String {
        var text = ""
        var length = 0
        for character in line {
            let size = character.utf8.count
            if length + size > 75 {
                text += "\r\n "
                length = 1
            }
            text.append(character)
            length += size
        }
        return text
    }
}

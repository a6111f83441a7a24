/// One VEVENT of a file: the lines that matter here, or why it cannot be read.
struct EventBlock: Equatable {
    /// The line of `BEGIN:VEVENT`.
    let firstLine: Int
    /// The lines of ``properties``, in the order of the file.
    private(set) var lines: [CalendarLine] = []
    /// The first thing that is wrong; lines after it are not kept.
    private(set) var fault: CalendarFault?
    private var octets = 0

    /// The most lines kept of one event.
    static let lineLimit = 2_000
    /// The most octets kept of one event.
    static let octetLimit = 262_144

    /// What buurtpost reads of a VEVENT. All else (ATTENDEE, VALARM, pictures) is read over and cannot
    /// refuse an event.
    static let properties: Set<String> = once.union(["CATEGORIES", "RDATE", "EXDATE", "EXRULE"])

    /// Properties that an event has at most once. RFC 5545 §3.6.1; RRULE "SHOULD NOT" come twice.
    static let once: Set<String> = [
        "UID", "RECURRENCE-ID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY",
        "DESCRIPTION", "LOCATION", "URL", "ORGANIZER", "GEO", "STATUS", "X-BUURTPOST-CAPACITY",
        "X-BUURTPOST-ORGANISATION",
    ]

    init(firstLine: Int) { self.firstLine = firstLine }

    /// Keeps `line` when its property matters and has a value; an empty one counts as absent.
    mutating func add(_ line: CalendarLine) {
        guard fault == nil, Self.properties.contains(line.name), !line.value.isEmpty else { return }
        octets += line.text.utf8.count
        if lines.count == Self.lineLimit || octets > Self.octetLimit {
            refuse(tooLarge(line))
        } else if Self.once.contains(line.name), self[line.name] != nil {
            refuse(twice(line))
        } else {
            lines.append(line)
        }
    }

    /// Notes what is wrong, unless something was before; the first fault is the one to tell.
    mutating func refuse(_ fault: CalendarFault) {
        self.fault = self.fault ?? fault
        lines = []
    }

    /// The (first) line of a property.
    subscript(name: String) -> CalendarLine? { lines.first { $0.name == name } }

    /// All lines of a property, in the order of the file.
    func all(_ name: String) -> [CalendarLine] { lines.filter { $0.name == name } }

    /// The fault of the event as a whole, told at its first line.
    func fault(_ reason: String) -> CalendarFault {
        CalendarFault(line: firstLine, column: 1, reason: reason)
    }

    private func tooLarge(_ line: CalendarLine) -> CalendarFault {
        CalendarFault(
            line: line.number, column: 1,
            reason:
                "This event is larger than \(Self.lineLimit) lines or \(Self.octetLimit) octets."
                + " Shorten its text or its lists of dates.")
    }

    private func twice(_ line: CalendarLine) -> CalendarFault {
        CalendarFault(
            line: line.number, column: 1,
            reason: "An event has \(line.name) once; this one has it a second time. Remove one.")
    }
}

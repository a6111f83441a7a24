import Foundation

/// Cuts an iCalendar file into its events, one at a time.
///
/// VTIMEZONE is read over (``TimeZoneNames`` explains why), and so is what stands inside an event, such as
/// VALARM. Any other component is refused, so nothing is left out in silence. A missing END costs the event
/// it belongs to: at the next `BEGIN:VEVENT` reading starts afresh.
struct EventBlockReader {
    /// An event, whole or not; or a fault that lies outside the events.
    enum Reading: Equatable {
        case event(EventBlock)
        case fault(CalendarFault)
    }

    private enum Place: Equatable {
        case outside
        case calendar
        /// Inside a component that is read over; `stack` has the names of those not ended yet.
        case readOver(stack: [String])
        case event
    }

    /// How deep components may lie in one another.
    private static let depthLimit = 8
    /// What may stand inside a VEVENT: RFC 5545 §3.6.6, RFC 9073 §7.
    private static let insideEvent: Set<String> = [
        "VALARM", "PARTICIPANT", "VLOCATION", "VRESOURCE",
    ]

    private var lines: CalendarLineReader
    private var place = Place.outside
    private var event: EventBlock?
    private var isCancelling = false
    private var saidNotACalendar = false
    private var lastLine = 0
    private var waiting: [Reading] = []

    /// - Throws: The system's error when the file cannot be opened.
    init(file: URL) throws { lines = try CalendarLineReader(file: file) }

    /// Whether the calendar read now has `METHOD:CANCEL`: then each of its events is called off (RFC 5546
    /// §3.2.5).
    var cancelsEvents: Bool { isCancelling }

    /// The next event or fault, nil at the end of the file.
    mutating func next() throws -> Reading? {
        while waiting.isEmpty {
            guard let reading = try lines.next() else { return endOfFile() }
            switch reading {
            case .line(let line): take(line)
            case .fault(let fault): take(fault)
            }
        }
        return waiting.removeFirst()
    }

    private mutating func take(_ line: CalendarLine) {
        lastLine = line.number
        switch line.name {
        case "BEGIN": begin(Self.component(line), at: line)
        case "END": end(Self.component(line), at: line)
        default: property(line)
        }
    }

    private static func component(_ line: CalendarLine) -> String {
        line.value.trimmingCharacters(in: .whitespaces).uppercased()
    }

    private mutating func take(_ fault: CalendarFault) {
        lastLine = fault.line
        switch place {
        case .outside: sayNotACalendar(line: fault.line)
        case .calendar: waiting.append(.fault(fault))
        case .readOver: break
        case .event: event?.refuse(fault)
        }
    }

    private mutating func property(_ line: CalendarLine) {
        switch place {
        case .outside: sayNotACalendar(line: line.number)
        case .calendar where line.name == "METHOD":
            isCancelling = line.value.uppercased() == "CANCEL"
        case .event: event?.add(line)
        case .calendar, .readOver: break
        }
    }

    private mutating func begin(_ component: String, at line: CalendarLine) {
        switch component {
        case "VCALENDAR": beginCalendar(at: line)
        case "VEVENT": beginEvent(at: line)
        default: beginOther(component, at: line)
        }
    }

    private mutating func beginCalendar(at line: CalendarLine) {
        if place != .outside { giveUpOpenComponent(at: line, before: "BEGIN:VCALENDAR") }
        place = .calendar
        isCancelling = false
    }

    private mutating func beginEvent(at line: CalendarLine) {
        switch place {
        case .outside: sayNotACalendar(line: line.number)
        case .calendar: break
        case .event, .readOver: giveUpOpenComponent(at: line, before: "BEGIN:VEVENT")
        }
        place = .event
        event = EventBlock(firstLine: line.number)
    }

    private mutating func beginOther(_ component: String, at line: CalendarLine) {
        switch place {
        case .outside: sayNotACalendar(line: line.number)
        case .calendar:
            if component != "VTIMEZONE" { waiting.append(.fault(Self.notAnEvent(line))) }
            place = .readOver(stack: [component])
        case .event:
            if !Self.insideEvent.contains(component), !component.hasPrefix("X-") {
                event?.refuse(Self.notInsideEvent(line))
            }
            place = .readOver(stack: [component])
        case .readOver(let stack):
            guard stack.count <= Self.depthLimit else { return }  // told already
            if stack.count == Self.depthLimit { tellTooDeep(line) }
            place = .readOver(stack: stack + [component])
        }
    }

    private mutating func tellTooDeep(_ line: CalendarLine) {
        let fault = line.fault(
            "Components lie more than \(Self.depthLimit) deep here. Export the calendar again.")
        if event != nil {
            event?.refuse(fault)
        } else {
            waiting.append(.fault(fault))
        }
    }

    private mutating func end(_ component: String, at line: CalendarLine) {
        switch (place, component) {
        case (.readOver(var stack), _) where stack.last == component:
            stack.removeLast()
            place =
                stack.isEmpty ? placeAfterReadingOver : .readOver(stack: stack)
        case (.event, "VEVENT"): finishEvent()
        case (.calendar, "VCALENDAR"): place = .outside
        case (.readOver, "VEVENT") where event != nil, (_, "VCALENDAR") where place != .outside:
            giveUpOpenComponent(at: line, before: "END:\(component)")
            place = component == "VCALENDAR" ? .outside : .calendar
        default: take(line.fault("This END has no BEGIN before it. Export the calendar again."))
        }
    }

    private var placeAfterReadingOver: Place {
        event == nil ? .calendar : .event
    }

    private mutating func finishEvent() {
        if let event { waiting.append(.event(event)) }
        event = nil
        place = .calendar
    }

    /// Refuses what is open: the event, or the component that is read over.
    private mutating func giveUpOpenComponent(at line: CalendarLine, before next: String) {
        if var unfinished = event {
            unfinished.refuse(
                unfinished.fault(
                    "This event has no END:VEVENT before \(next) on line \(line.number)."
                        + " Export the calendar again."))
            waiting.append(.event(unfinished))
        } else {
            waiting.append(
                .fault(
                    line.fault(
                        "\(next) comes while the component before it has no END yet."
                            + " Export the calendar again.")))
        }
        event = nil
    }

    /// What is open at the end of the file was cut off; told once.
    private mutating func endOfFile() -> Reading? {
        defer { (place, event) = (.outside, nil) }
        if var unfinished = event {
            unfinished.refuse(
                unfinished.fault("The file ends inside this event: it was cut off. Fetch it again.")
            )
            return .event(unfinished)
        }
        if lastLine == 0, !saidNotACalendar {
            saidNotACalendar = true
            return .fault(
                CalendarFault(line: 1, column: 1, reason: "The file is empty. Export it again."))
        }
        guard place != .outside else { return nil }
        return .fault(
            CalendarFault(
                line: lastLine, column: 1,
                reason: "The file ends before END:VCALENDAR: it was cut off. Fetch it again."))
    }

    /// Told once per file, however long the text outside a calendar is.
    private mutating func sayNotACalendar(line: Int) {
        guard !saidNotACalendar else { return }
        saidNotACalendar = true
        waiting.append(
            .fault(
                CalendarFault(
                    line: line, column: 1,
                    reason: "This is not inside a calendar: an iCalendar file begins with"
                        + " BEGIN:VCALENDAR and ends with END:VCALENDAR. Export the agenda as .ics."
                )
            ))
    }

    private static func notAnEvent(_ line: CalendarLine) -> CalendarFault {
        line.fault("Only VEVENT is read here; this component is something else. Remove it.")
    }

    private static func notInsideEvent(_ line: CalendarLine) -> CalendarFault {
        line.fault("This component does not belong inside an event. Export the calendar again.")
    }
}

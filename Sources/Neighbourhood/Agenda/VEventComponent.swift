import CLibical

/// One VEVENT as libical reads it: it takes texts, parameters and date-times apart.
///
/// Owns an `icalcomponent`, freed with all that hangs on it (`icalcomponent_free`). What libical 3.0.16 is
/// known to let pass is checked around it: 30 February, hour 24, values after the 500th of a line, an
/// empty value (an error to libical, harmless here), a DURATION that overflows.
final class VEventComponent {
    /// A date-time before its zone is known.
    struct Time {
        let wall: WallTime
        let isUTC: Bool
        let isDate: Bool
        /// The TZID parameter, nil without one.
        let zoneName: String?
    }

    /// What a DURATION says: days on the wall, then seconds of real time (RFC 5545 §3.3.6).
    struct Duration: Equatable {
        let days: Int
        let seconds: Int
    }

    private let component: OpaquePointer

    /// libical stops the process at bad input unless told not to.
    private static let errorsAreThrown: Void = icalerror_set_errors_are_fatal(0)

    /// Parses an event of these lines.
    ///
    /// - Throws: The fault of the first line that libical takes for an error.
    init(lines: [CalendarLine]) throws(CalendarFault) {
        _ = Self.errorsAreThrown
        try Self.checkSize(lines)
        guard let component = Self.parse(lines) else {
            throw CalendarFault(
                line: lines.first?.number ?? 1, column: 1,
                reason: "This event cannot be read as iCalendar. Export the calendar again.")
        }
        self.component = component  // from here deinit frees it, also when this init throws
        if icalcomponent_count_errors(component) > 0 { throw Self.firstFault(lines) }
    }

    deinit { icalcomponent_free(component) }

    /// The value of the first property of this kind as text, its escapes undone; "" without one.
    func text(_ kind: icalproperty_kind) -> String { texts(kind).first ?? "" }

    /// The values of all properties of this kind as text, in the order of the file.
    func texts(_ kind: icalproperty_kind) -> [String] {
        properties(kind).compactMap { property in
            icalproperty_get_value(property).flatMap(Self.text(of:))
        }
    }

    /// The common name (CN) that the first property of this kind has, "" without one.
    func commonName(_ kind: icalproperty_kind) -> String {
        properties(kind).first.flatMap { icalproperty_get_first_parameter($0, ICAL_CN_PARAMETER) }
            .flatMap(icalparameter_get_cn).map { String(cString: $0) } ?? ""
    }

    /// The date-times of all properties of this kind, in the order of the file; nil for one that is not a
    /// day and time of the calendar (a PERIOD, 30 February).
    func times(_ kind: icalproperty_kind) -> [Time?] { properties(kind).map(Self.time(of:)) }

    /// The value of DURATION, negative when it says so; nil without one.
    var duration: Duration? {
        guard let property = properties(ICAL_DURATION_PROPERTY).first else { return nil }
        let duration = icalproperty_get_duration(property)
        let sign = duration.is_neg == 0 ? 1 : -1
        let days = Int(duration.weeks) * 7 + Int(duration.days)
        let minutes = Int(duration.hours) * 60 + Int(duration.minutes)
        return Duration(days: sign * days, seconds: sign * (minutes * 60 + Int(duration.seconds)))
    }

    /// A DATE or DATE-TIME written alone, such as that of UNTIL; nil when it is neither.
    static func time(_ text: String) -> Time? {
        time(icaltime_from_string(text), zoneName: nil)
    }
}

// MARK: - Parsing

extension VEventComponent {
    /// libical takes time that grows with the square of the errors in a component (10 s for 20,000) and of
    /// the parameters in a line, and drops what follows the 500th value of a list.
    private static func checkSize(_ lines: [CalendarLine]) throws(CalendarFault) {
        if lines.count > EventBlock.lineLimit {
            throw lines[EventBlock.lineLimit].fault(
                "This event has more than \(EventBlock.lineLimit) dates. Shorten its lists.")
        }
        for line in lines where count(";", line.parameters) > 50 {
            throw line.fault("\(line.name) has more than 50 parameters. Remove some.")
        }
        for line in lines where line.name == "CATEGORIES" && count(",", line.value) >= 500 {
            throw line.fault("CATEGORIES has more than 500 values. Remove some.")
        }
    }

    private static func count(_ separator: Unicode.Scalar, _ text: String) -> Int {
        text.unicodeScalars.count { $0 == separator }
    }

    private static func parse(_ lines: [CalendarLine]) -> OpaquePointer? {
        let text = lines.map { $0.text + "\r\n" }.joined()
        return icalparser_parse_string("BEGIN:VEVENT\r\n\(text)END:VEVENT\r\n")
    }

    /// libical counts errors without saying where: each line is tried alone.
    private static func firstFault(_ lines: [CalendarLine]) -> CalendarFault {
        let line = lines.first { !isRead($0) } ?? lines[0]
        return line.fault(
            "The value of \(line.name), or a parameter of it, is not written as RFC 5545 says."
                + " Correct it, or export the calendar again.")
    }

    private static func isRead(_ line: CalendarLine) -> Bool {
        guard let component = parse([line]) else { return false }
        defer { icalcomponent_free(component) }
        return icalcomponent_count_errors(component) == 0
    }

    private func properties(_ kind: icalproperty_kind) -> [OpaquePointer] {
        var properties: [OpaquePointer] = []
        var next = icalcomponent_get_first_property(component, kind)
        while let property = next {
            properties.append(property)
            next = icalcomponent_get_next_property(component, kind)
        }
        return properties
    }

    private static func text(of value: OpaquePointer) -> String? {
        let text =
            switch icalvalue_isa(value) {
            case ICAL_TEXT_VALUE: icalvalue_get_text(value)
            case ICAL_URI_VALUE: icalvalue_get_uri(value)
            case ICAL_X_VALUE: icalvalue_get_x(value)
            default: nil as UnsafePointer<CChar>?
            }
        return text.map { String(cString: $0) }
    }

    private static func time(of property: OpaquePointer) -> Time? {
        guard let value = icalproperty_get_value(property) else { return nil }
        let zone = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER)
            .flatMap(icalparameter_get_tzid).map { String(cString: $0) }
        switch icalvalue_isa(value) {
        case ICAL_DATE_VALUE: return time(icalvalue_get_date(value), zoneName: nil)
        case ICAL_DATETIME_VALUE: return time(icalvalue_get_datetime(value), zoneName: zone)
        case ICAL_DATETIMEDATE_VALUE: return time(icalvalue_get_datetimedate(value), zoneName: zone)
        case ICAL_DATETIMEPERIOD_VALUE:
            return time(icalvalue_get_datetimeperiod(value).time, zoneName: zone)
        default: return nil
        }
    }

    private static func time(_ time: icaltimetype, zoneName: String?) -> Time? {
        guard let day = CalendarDay(year: time.year, month: time.month, day: time.day),
            (0..<24).contains(time.hour), (0..<60).contains(time.minute),
            (0..<60).contains(time.second)
        else { return nil }
        let isDate = time.is_date != 0
        let second = Int(time.hour) * 3600 + Int(time.minute) * 60 + Int(time.second)
        return Time(
            wall: WallTime(day: day.number, second: isDate ? 0 : second),
            isUTC: icaltime_is_utc(time) != 0, isDate: isDate, zoneName: zoneName)
    }
}

extension CalendarDay {
    /// The years an agenda may speak of.
    static let years = 1900...2200

    /// nil when it is not a day, or not one of ``years``.
    fileprivate init?(year: Int32, month: Int32, day: Int32) {
        guard Self.years.contains(Int(year)), (1...12).contains(month) else { return nil }
        let days = Self.month(ofYear: Int(year), Int(month))
        guard (1...days.count).contains(Int(day)) else { return nil }
        self.init(days.lowerBound + Int(day) - 1)
    }
}

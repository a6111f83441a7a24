/// An iCalendar object that goes with a letter, as its last alternative (RFC 6047).
public struct CalendarPart: Hashable, Sendable {
    /// What the object asks of the reader's calendar (RFC 5546 §1.4). Equal to METHOD in the
    /// object.
    public enum Method: String, Hashable, Sendable {
        case publish = "PUBLISH"
        case request = "REQUEST"
        case cancel = "CANCEL"
    }

    /// Stands in Content-Type and in the object.
    public let method: Method
    /// The object, from BEGIN:VCALENDAR to END:VCALENDAR; sent octet for octet.
    public let text: String

    /// `text` is taken as it is; `method` must be that of its METHOD property.
    public init(method: Method, text: String) {
        self.method = method
        self.text = text
    }
}

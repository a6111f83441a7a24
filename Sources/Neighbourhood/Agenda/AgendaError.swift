/// Why the agenda cannot be read.
public enum AgendaError: Error, Equatable, CustomStringConvertible {
    /// The row's calendar text is not one that an import writes. Import events.ics again.
    case unreadable(event: Int64, reason: String)

    public var description: String {
        switch self {
        case .unreadable(let event, let reason):
            "The calendar text of row \(event) of table event cannot be read: \(reason)"
                + " Import events.ics again."
        }
    }
}

public import Foundation
public import Model

/// How much a reader needs a letter today; the smaller one first. ``ReaderBudget`` and ``QuietHours`` go by it.
///
/// It is not a job's priority, which says who is served first by a busy relay: this says who waits when a reader has had
/// enough for a day.
public enum Importance: Int, CaseIterable, Comparable, Sendable {
    /// The reader has just asked for it.
    case account
    /// A reminder of an event that begins today, and any change or cancellation of one (priority 0): without it somebody
    /// stands before a closed door.
    case eventToday
    /// About help that is needed within a day (priority 0).
    case urgentHelp
    case help
    case digest
    /// A reminder of an event that begins tomorrow or later.
    case reminder
    case notice
    case staleEntry
    case campaign

    /// - Parameters:
    ///   - priority: The letter's, 0...3; 0 makes a reminder a cancellation, and help urgent.
    ///   - expiresAt: The letter's; that of a reminder is the beginning of its event.
    ///   - tomorrow: The first instant of tomorrow, on the clock of the platform.
    public init(_ purpose: Purpose, priority: Int, expiresAt: Date?, tomorrow: Date) {
        self =
            switch purpose {
            case .account: .account
            case .eventReminder where priority == 0: .eventToday
            case .eventReminder: (expiresAt ?? .distantFuture) <= tomorrow ? .eventToday : .reminder
            case .helpMatch: priority == 0 ? .urgentHelp : .help
            case .digest: .digest
            case .notice: .notice
            case .staleEntry: .staleEntry
            case .campaign: .campaign
            }
    }

    /// Whether no budget holds it back, and no night that it would not survive.
    public var isUrgent: Bool { self <= .urgentHelp }

    public static func < (left: Importance, right: Importance) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Why a letter is sent. It decides expiry, importance, unsubscribe scope and budget.
///
/// The raw value stands in the column `letter.purpose`, on the command line and in `List-Id`.
public enum Purpose: String, CaseIterable, Sendable, Codable {
    /// The morning digest.
    case digest
    /// Reminder, change or cancellation of an event the reader enrolled in.
    case eventReminder = "event-reminder"
    /// Advertising and calls to organisations and connectors.
    case campaign
    /// Service mail that a folder `jobs/<name>` defines.
    case notice
    /// A question to a helper, or news about a request for help.
    case helpMatch = "help-match"
    /// A question to an organisation whether its entry on the map is still right.
    case staleEntry = "stale-entry"
    /// Mail about the reader's own account: confirmation, fresh link, copy of data.
    case account
}

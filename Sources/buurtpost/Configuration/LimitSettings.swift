import JobQueue
import Model

/// How many letters a reader gets and when, and how fast they may go to the readers' providers (`limits` in the file).
struct LimitSettings: Equatable, Sendable {
    /// What holds for one domain of recipients.
    struct Domain: Equatable, Sendable {
        /// How many messages a second over all relays, 0.001...1000. The default is none: the relays decide.
        private(set) var ratePerSecond: Double?

        init(_ section: Section) {
            section.read("rate_per_second", into: &ratePerSecond, as: .decimal(0.001...1000))
        }
    }

    /// By domain, in lower case. The default is none.
    let recipientDomains: [String: Domain]

    /// How many letters a reader gets on one day before less urgent ones wait, 1...50. The default is 3.
    private(set) var lettersPerReaderAndDay = 3
    /// The readers' night: letters wait for its end, but for digests and account mail. The default is 21:30 to 07:00;
    /// nil is none (`none` in the file).
    private(set) var quietHours = AllowedHours(
        from: LocalTime(minute: 21 * 60 + 30), until: LocalTime(minute: 7 * 60))

    init(_ section: Section) {
        section.read(
            "letters_per_reader_and_day", into: &lettersPerReaderAndDay, as: .whole(1...50))
        section.read("quiet_hours", into: &quietHours, as: .hoursOrNone)
        recipientDomains = section.table(
            "recipient_domains", of: "domain", as: .domain, Domain.init)
    }
}

public import Foundation
public import Model

/// A fictitious Dutch town as an exchange folder: the same town for the same seed.
///
/// Addresses stand at the reserved domains `example.nl` and `example.invalid`, telephone numbers begin with
/// 0183-00.
public struct SampleTown: Sendable {
    /// The number of lines of `residents.csv`.
    public let residents: Int
    public let seed: UInt64
    /// The day around which events lie and before which posts were written.
    public let morning: LocalDate
    /// The number of lines of `organisations.csv`. The default is 500.
    public var organisations = 500
    /// The number of lines of `posts.csv`, spread over ``newsDays`` days. The default is 60.
    public var posts = 60
    /// Over how many days posts are spread. The default is 7.
    public var newsDays = 7
    /// The last day with posts, counted from the morning. The default is -1, the day before it.
    public var lastNewsDay = -1
    /// The number of events, recurring and single. The default is 80.
    public var events = 80
    /// The number of lines of `help_requests.csv`. The default is 40.
    public var helpRequests = 40
    /// The town's clock.
    public static let calendar = LocalCalendar(zone: TimeZone(identifier: "Europe/Amsterdam")!)

    /// - Parameters:
    ///   - residents: 0 or more.
    ///   - seed: Any number.
    ///   - morning: The day of the digest.
    public init(residents: Int, seed: UInt64, morning: LocalDate) {
        self.residents = residents
        self.seed = seed
        self.morning = morning
    }

    /// Writes the seven files into `folder`, which is made if it does not exist; files that are there are
    /// overwritten.
    public func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try residentsFile().write(to: folder.appendingPathComponent("residents.csv"))
        try organisationsFile().write(to: folder.appendingPathComponent("organisations.csv"))
        try postsFile().write(to: folder.appendingPathComponent("posts.csv"))
        try Data(eventsText().utf8).write(to: folder.appendingPathComponent("events.ics"))
        try pollsFile().write(to: folder.appendingPathComponent("polls.csv"))
        try registrationsFile().write(to: folder.appendingPathComponent("registrations.csv"))
        try helpRequestsFile().write(to: folder.appendingPathComponent("help_requests.csv"))
    }

    /// Each file has numbers of its own, so that one more post does not move the residents.
    func random(_ file: UInt64) -> SplitMix64 { SplitMix64(seed: seed &* 31 &+ file) }

    /// An instant as RFC 3339 in UTC.
    func time(_ date: LocalDate, minute: Int) -> String {
        let instant = Self.calendar.instant(date, LocalTime(minute: minute))
        return instant.formatted(.iso8601)
    }
}

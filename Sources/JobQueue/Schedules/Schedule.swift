import Foundation
public import Model

/// What recurs: read from `jobs/<kind>/job.yaml`, its progress kept in the table `schedule`.
public struct Schedule: Equatable, Sendable {
    /// Unique; the folder's name. Another name is another schedule.
    public var name: String
    /// The kind of the jobs it enqueues.
    public var kind: String
    /// A JSON object, the args of the jobs.
    public var args: String
    public var rule: ScheduleRule
    /// IANA name of the zone that `rule` and `hours` are meant in. Empty is the zone of the daemon's calendar.
    public var zone: String
    /// What becomes of occurrences that were missed. The default is ``CatchUp/latest``.
    public var catchUp: CatchUp
    /// An occurrence that is later than this is skipped.
    public var maxAge: Duration
    /// When on the wall it may run: an occurrence outside of them is skipped, and so is a late one that would run
    /// outside of them. The default is nil: always.
    public var hours: AllowedHours?
    /// Whether it runs while the former job has not ended. The default is ``Overlap/skip``.
    public var overlap: Overlap
    /// Its jobs are due up to so long after the occurrence, each by its own share (``runTime(of:in:)``). Whole seconds;
    /// the default is none.
    public var jitter: Duration

    public init(
        name: String, kind: String, args: String = "{}", rule: ScheduleRule, zone: String,
        catchUp: CatchUp = .latest, maxAge: Duration, hours: AllowedHours? = nil,
        overlap: Overlap = .skip, jitter: Duration = .zero
    ) {
        self.name = name
        self.kind = kind
        self.args = args
        self.rule = rule
        self.zone = zone
        self.catchUp = catchUp
        self.maxAge = maxAge
        self.hours = hours
        self.overlap = overlap
        self.jitter = jitter
    }

    /// The calendar of ``zone``.
    ///
    /// - Parameter fallback: For a schedule without a zone, and for a zone that this build does not know any more.
    public func calendar(or fallback: LocalCalendar) -> LocalCalendar {
        guard !zone.isEmpty, zone != fallback.zone.identifier,
            let zone = TimeZone(identifier: zone)
        else { return fallback }
        return LocalCalendar(zone: zone)
    }
}

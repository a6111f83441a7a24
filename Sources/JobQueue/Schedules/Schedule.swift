public import Model

/// What recurs: read from `jobs/<kind>/job.yaml`, its progress kept in the table `schedule`.
public struct Schedule: Equatable, Sendable {
    /// Unique; the folder's name.
    public var name: String
    /// The kind of the jobs it enqueues.
    public var kind: String
    /// A JSON object, the args of the jobs.
    public var args: String
    public var rule: ScheduleRule
    /// IANA name of the zone that `hours` are meant in.
    public var zone: String
    /// What becomes of occurrences that were missed. The default is ``CatchUp/latest``.
    public var catchUp: CatchUp
    /// An occurrence that is later than this is skipped.
    public var maxAge: Duration
    /// Times on the wall at which it may run, both ends included; nil is always.
    public var hours: ClosedRange<LocalTime>?

    public init(
        name: String, kind: String, args: String = "{}", rule: ScheduleRule, zone: String,
        catchUp: CatchUp = .latest, maxAge: Duration, hours: ClosedRange<LocalTime>? = nil
    ) {
        self.name = name
        self.kind = kind
        self.args = args
        self.rule = rule
        self.zone = zone
        self.catchUp = catchUp
        self.maxAge = maxAge
        self.hours = hours
    }
}

/// When a schedule fires.
public enum ScheduleRule: Equatable, Sendable {
    /// In intervals of real time: once when it is first seen, then again and again; summer time does not move it.
    /// At least one second.
    case every(Duration)

    /// The column `schedule.rule`.
    var text: String {
        switch self {
        case .every(let interval): "every \(interval.milliseconds)"
        }
    }
}

/// What becomes of the occurrences that nobody was there for.
public enum CatchUp: String, CaseIterable, Sendable {
    /// The last one runs, the others are skipped.
    case latest
    /// Each one runs, in order.
    case all
    /// None runs.
    case none
}

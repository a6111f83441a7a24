public import Model

/// What a dispatcher is there for. Can be replaced while it runs.
public struct Duties: Sendable {
    /// One for each kind of job.
    public var lifecycles: [any JobLifecycle]
    public var queues: [QueueSetup]
    public var schedules: [Schedule]
    /// The zone of schedules that name none.
    public var calendar: LocalCalendar
    /// For kinds that say nothing themselves. The default is a day, and a week for discarded jobs.
    public var retention = JobRetention()
    /// What features want to be cleaned away with finished jobs. The default is nothing.
    public var cleaners: [any TableCleaner] = []

    public init(
        lifecycles: [any JobLifecycle], queues: [QueueSetup], schedules: [Schedule] = [],
        calendar: LocalCalendar
    ) {
        self.lifecycles = lifecycles
        self.queues = queues
        self.schedules = schedules
        self.calendar = calendar
    }

    var handlers: [String: any JobLifecycle] {
        Dictionary(uniqueKeysWithValues: lifecycles.map { ($0.kind.name, $0) })
    }

    var kinds: [String: JobKind] { handlers.mapValues(\.kind) }

    /// The setup that runs the jobs of `queue`; nil when none does.
    func setup(of queue: String) -> QueueSetup? {
        queues.first { $0.owns(queue) }
    }
}

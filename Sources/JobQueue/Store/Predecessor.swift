/// How the last daemon of a database ended, as far as its lock file tells.
public struct Predecessor: Equatable, Sendable {
    /// The job that ran alone when it ended.
    public var aloneJob: Int64?
    /// The signal that ``CrashMark`` saw it die of. SIGKILL, SIGTERM and a power cut leave none.
    public var signal: Int32?
    /// Whether the kernel killed a process of our cgroup for want of memory since it started. Unknown is false.
    public var oomKillRose: Bool
    /// Whether it said itself that it ended in order.
    public var endedCleanly: Bool

    public init(
        aloneJob: Int64? = nil, signal: Int32? = nil, oomKillRose: Bool = false,
        endedCleanly: Bool = false
    ) {
        self.aloneJob = aloneJob
        self.signal = signal
        self.oomKillRose = oomKillRose
        self.endedCleanly = endedCleanly
    }

    /// Whether it died of its own doing: a fault in the process, or more memory than it may have.
    public var diedOfItsOwnDoing: Bool {
        !endedCleanly && (oomKillRose || signal.map(CrashMark.signals.contains) ?? false)
    }
}

extension Predecessor {
    /// What `record` tells; nothing when there is none.
    init(_ record: LockRecord?, oomKills now: OOMKills?) {
        var rose = false
        if let former = record?.oomKills, let now { rose = now.rose(since: former) }
        self.init(
            aloneJob: record?.alone, signal: record?.signal, oomKillRose: rose,
            endedCleanly: record?.endedCleanly ?? false)
    }
}

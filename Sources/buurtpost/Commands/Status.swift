import Feeds
import Foundation
import GRDB
import JobQueue
import Mail

/// What `status` tells.
struct Status: Codable, Equatable {
    /// Whether a daemon, or something like it, has the database; nil when this user may not know.
    let isServed: Bool?
    let queues: [QueueListing]
    /// All jobs that are in the table, finished ones too.
    let jobs: [QueueCount]
    /// Jobs over which the process died so often that they were set aside.
    let quarantined: Int
    /// Letters of the last 24 hours.
    let letters: [LetterTally]
    /// In the order of the configuration.
    let relays: [RelayStatus]
    /// Recipients' domains with a limit, by name.
    let domains: [DomainStatus]
    /// Feeds that were ever pulled, by name.
    let feeds: [FeedState]
    /// Letters per second when there was much to do.
    let lettersPerSecond: Double
    let schedules: [ScheduleListing]
    /// The newest jobs that failed or were given up.
    let troubles: [JobListing]
    /// The database file and its disk.
    let store: StoreHealth

    /// - Parameters:
    ///   - now: The end of the last 24 hours, and when jobs are due. Schedules and errors are as they stand in the
    ///     database.
    ///   - path: The database file that `db` is a connection to.
    init(now: Date, relays: [RelaySettings], isServed: Bool?, path: String, _ db: Database) throws {
        store = try StoreHealth(path: path, db)
        self.isServed = isServed
        queues = try QueueTable(db).list(now: now)
        let table = JobTable(db)
        jobs = try table.counts()
        var aside = JobFilter()
        aside.isQuarantined = true
        quarantined = try table.count(aside)
        letters = try LetterTable(db).tally(in: now.addingTimeInterval(-86_400)...now)
        self.relays = try RelayStatus.all(relays, now: now, db)
        domains = try DomainStatus.all(queues, db)
        feeds = try FeedStateTable(db).list(now: now)
        lettersPerSecond = try DeliveryRate(db).perSecond()
        schedules = try ScheduleTable(db).list()
        var failed = JobFilter()
        (failed.states, failed.limit) = (JobFilter.failed, 5)
        troubles = try table.list(failed)
    }

    /// How many jobs are in `state`, in all queues.
    func count(_ state: JobState) -> Int {
        jobs.filter { $0.state == state }.reduce(0) { $0 + $1.count }
    }

    /// How many jobs of an unknown kind are held.
    var held: Int {
        jobs.filter { $0.queue == JobTable.held && !$0.state.isFinal }.reduce(0) { $0 + $1.count }
    }
}

import BuurtpostTestKit
import Foundation
import GRDB
import Model
import Testing

@testable import JobQueue

/// What the table tells of its jobs: lists, records, situations, queues.
struct JobLookingTests {
    let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    @discardableResult
    func enqueue(
        _ kind: String = "k", queue: String = "q", at: Date? = nil, priority: Int = 2,
        tags: [String] = [], now: Date = .wednesday
    ) throws -> Int64 {
        let job = NewJob(
            kind: kind, queue: queue, priority: priority, scheduledAt: at, maxAttempts: 3,
            tags: tags)
        return try database.write { try JobTable($0).enqueue(job, now: now).id }
    }

    func fail(_ id: Int64, _ end: JobEnd) throws {
        try database.write { db in
            let table = JobTable(db)
            let job = try #require(
                try table.claim(
                    id: id, worker: "w", now: .wednesday + 60, leaseEndsAt: .wednesday + 90))
            _ = try table.finish(
                job, end, worker: "w", now: .wednesday, retryAt: .wednesday + 60)
        }
    }

    // MARK: Lists

    @Test("a filter finds what fits all of it, and a queue means its branches too")
    func filters() throws {
        let ids = [
            try enqueue(queue: "mail"), try enqueue(queue: "mail/a.example", tags: ["x", "y"]),
            try enqueue(queue: "mailbox"), try enqueue("other", now: .wednesday + 60),
        ]
        try fail(ids[2], .failed(error: "no"))
        try fail(ids[3], .discarded(reason: "never"))
        func found(_ set: (inout JobFilter) -> Void) throws -> [Int64] {
            var filter = JobFilter()
            set(&filter)
            let (jobs, count, walked) = try database.read { db in
                let table = JobTable(db)
                return (
                    try table.list(filter), try table.count(filter),
                    try table.ids(filter, after: 0, limit: 10)
                )
            }
            #expect(jobs.map(\.id) == walked.reversed() && count == jobs.count)
            return walked
        }
        #expect(try found { _ in } == ids)
        #expect(try found { $0.queue = "mail" } == [ids[0], ids[1]])
        #expect(try found { $0.queue = "mail/a.example" } == [ids[1]])
        #expect(try found { $0.kind = "other" } == [ids[3]])
        #expect(try found { $0.tag = "y" } == [ids[1]])
        #expect(try found { $0.since = .wednesday + 1 } == [ids[3]])
        #expect(try found { $0.states = JobFilter.failed } == [ids[2], ids[3]])
        #expect(try found { ($0.states, $0.queue) = ([.retryable], "mail") } == [])
        #expect(try found { $0.isQuarantined = true } == [])
        try database.write { try $0.execute(sql: "UPDATE job SET crashes = 3") }
        #expect(try found { $0.isQuarantined = true } == [ids[3]])
    }

    @Test("a limit keeps the newest, and walking in slices meets each job once")
    func slices() throws {
        let ids = try (0..<7).map { _ in try enqueue() }
        var filter = JobFilter()
        filter.limit = 2
        #expect(try database.read { try JobTable($0).list(filter).map(\.id) } == [ids[6], ids[5]])
        var walked: [Int64] = []
        while let next = try database.read({
            try JobTable($0).ids(filter, after: walked.last ?? 0, limit: 3)
        }).nonEmpty { walked += next }
        #expect(walked == ids)
    }

    // MARK: Records

    @Test("a record has all columns, and bears what other programs wrote into the arrays")
    func record() throws {
        let id = try enqueue(at: .wednesday + 60, tags: ["a b", "c"])
        try database.write {
            try $0.execute(
                sql: """
                    UPDATE job SET tags = '["a", 5]', errors = ?, progress = 'half', crashes = 1,
                        unique_key = 'u', result = '[1]', scheduled_for = 1774411200000
                    """, arguments: [#"["text", {"at": 1774411200000, "error": "e"}, 7]"#])
        }
        let job = try #require(try database.read { try JobTable($0).record(id) })
        #expect(job.tags == ["a", "5"])
        #expect(job.errors.map(\.error) == ["text", "e", "7"])
        #expect(job.errors[1].at == Date(unixMilliseconds: 1_774_411_200_000))
        #expect((job.progress, job.result, job.uniqueKey) == ("half", "[1]", "u"))
        #expect(job.state == .scheduled && job.scheduledAt == .wednesday + 60)
        #expect(try database.read { try JobTable($0).record(id + 1) } == nil)
    }

    // MARK: Situations

    func situation(_ id: Int64) throws -> JobSituation {
        try #require(
            try database.read {
                try JobTable($0).situation(of: id, isServed: true, now: .wednesday)
            })
    }

    @Test("those ahead are the due ones of its queue by priority, then time, then number")
    func ahead() throws {
        try enqueue(priority: 0)
        try enqueue(at: .wednesday + 60, priority: 0)
        try enqueue(queue: "elsewhere", priority: 0)
        try enqueue(at: .wednesday - 60)
        try enqueue()
        let id = try enqueue()
        try enqueue(priority: 3)
        let found = try situation(id)
        #expect((found.ahead, found.earlier) == (1, 2))
    }

    @Test(
        "a pause of the queue that it is a branch of holds, and a stranger's queue is known as such"
    )
    func pausedRoot() throws {
        let id = try enqueue(queue: "mail/a.example")
        let open = try situation(id)
        #expect(open.pause == nil && open.isQueueOwned)
        try database.write { db in
            let queues = QueueTable(db)
            try queues.pause("mail", because: "x", now: .wednesday)
            try queues.limit("mail/a.example", to: RateLimit(perSecond: 4))
            try queues.limit("mail/a.example", lanes: 3)
            try queues.know([JobKind(name: "k", queue: "digest")])
        }
        let found = try situation(id)
        #expect(found.pause?.name == "mail" && found.pause?.pausedBecause == "x")
        #expect((found.ratePerSecond, found.lanes) == (4, 3))
        #expect(!found.isQueueOwned)
    }

    // MARK: Queues

    @Test("a queue is listed when a job, a kind or a setting names it; finished jobs do not")
    func queues() throws {
        try enqueue(queue: "a")
        try enqueue(queue: "a", at: .wednesday + 60)
        try fail(try enqueue(queue: "gone"), .completed())
        try enqueue(queue: "b/x")
        try database.write { db in
            _ = try JobTable(db).claim(
                queue: "a", limit: 1, worker: "w", now: .wednesday, leaseEndsAt: .wednesday + 9)
            let queues = QueueTable(db)
            try queues.know([JobKind(name: "k", queue: "idle")])
            try queues.pause("b", because: "root", now: .wednesday)
            try queues.limit("c", capacity: 5)
        }
        let list = try database.read { try QueueTable($0).list(now: .wednesday) }
        #expect(list.map(\.name) == ["a", "b", "b/x", "c", "idle"])
        #expect((list[0].due, list[0].later, list[0].running) == (0, 1, 1))
        #expect(list[2].pausedBy == "b" && list[2].pausedBecause == "root" && list[2].due == 1)
        #expect(list[3].capacity == 5 && list[3].pausedAt == nil)
        try database.write { try QueueTable($0).pause("b/x", because: "own", now: .wednesday) }
        let own = try database.read { try QueueTable($0).list(now: .wednesday)[2] }
        #expect(own.pausedBy == "b/x" && own.pausedBecause == "own")
    }

    // MARK: The lock

    @Test("the lock is seen while it is held, and looking takes nothing away")
    func lock() throws {
        let path = database.folder.path("other.db")
        #expect(try !DatabaseLock.isHeld(database: path))
        do {
            let lock = try DatabaseLock(database: path)
            #expect(try DatabaseLock.isHeld(database: path))
            #expect(try DatabaseLock.isHeld(database: path))
            #expect(throws: StoreError.inUse(path: path)) { try DatabaseLock(database: path) }
            withExtendedLifetime(lock) {}
        }
        #expect(try !DatabaseLock.isHeld(database: path))
        _ = try DatabaseLock(database: path)
    }
}

extension Array {
    fileprivate var nonEmpty: [Element]? { isEmpty ? nil : self }
}

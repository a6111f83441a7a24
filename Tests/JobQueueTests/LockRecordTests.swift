import BuurtpostTestKit
import Foundation
import Testing

@testable import JobQueue

/// The lock file: what one daemon leaves and the next one reads.
struct LockRecordTests {
    private let folder = TemporaryFolder()
    private var database: String { folder.path("post.db") }
    private var file: URL { folder.url.appending(path: "post.db.lock") }

    private static let full = LockRecord(
        pid: 4242, generation: Generation(text: String(repeating: "a1", count: 16)),
        next: Generation(text: String(repeating: "0", count: 32)), alone: .max, signal: 11,
        oomKills: OOMKills(count: 999_999_999_999_999, cgroup: "/a"),
        place: Place(
            machine: Fingerprint(of: "m"), filesystem: Fingerprint(of: "f"), inode: .max),
        endedCleanly: true)

    @Test(
        "a record reads back as it was written, and fits into one sector",
        arguments: [LockRecord(), full])
    func roundTrip(record: LockRecord) {
        #expect(LockRecord(bytes: record.bytes) == record)
        #expect(record.bytes.count == LockRecord.length && LockRecord.length <= 512)
    }

    @Test(
        "each field has its place, whatever stands in the others",
        arguments: LockRecord.Field.allCases)
    func place(field: LockRecord.Field) {
        var bytes = LockRecord().bytes
        let line = Self.full.line(field)
        bytes.replaceSubrange(field.lineOffset..<field.lineOffset + line.count, with: line)
        #expect(bytes.count == LockRecord.length)
        #expect(LockRecord(bytes: bytes)?.line(field) == line)
        #expect(bytes[field.offset - 1] == UInt8(ascii: " "))
    }

    @Test(
        "a record that is damaged anywhere is read as something else or as nothing, never as an error"
    )
    func damage() {
        var random = SplitMix64(seed: 5)
        for offset in 0..<LockRecord.length {
            var bytes = Self.full.bytes
            bytes[offset] = UInt8.random(in: 0...255, using: &random)
            let record = LockRecord(bytes: bytes)
            #expect(record == nil || record?.bytes.count == LockRecord.length)
            #expect(LockRecord(bytes: Array(bytes.prefix(offset))) == nil)
        }
    }

    @Test(
        "a file with anything else in it tells nothing, and is a record after the first write",
        arguments: [
            Data(), Data("4242\n".utf8), Data(repeating: 0, count: LockRecord.length),
            Data(repeating: 0xff, count: 100_000), Data(full.bytes.dropLast()),
            Data(full.bytes + [10]),
            Data("buurtpost lock 2".utf8 + full.bytes.dropFirst(16)),
        ])
    func foreign(content: Data) throws {
        try content.write(to: file)
        let lock = try DatabaseLock(database: database)
        #expect(lock.predecessor() == Predecessor())
        try lock.announce(.random())
        #expect(LockRecord(bytes: [UInt8](try Data(contentsOf: file))) != nil)
    }

    @Test("a first daemon has no predecessor")
    func first() throws {
        #expect(try DatabaseLock(database: database).predecessor() == Predecessor())
    }

    @Test("what the predecessor left stays until a record of our own begins")
    func kept() throws {
        do {
            let lock = try DatabaseLock(database: database)
            try lock.begin(.random(), oomKills: OOMKills(count: 1, cgroup: "/a"))
            try lock.alone(job: 7)
        }
        for _ in 0..<3 {  // such as an import that brings the tables up to date
            let lock = try DatabaseLock(database: database)
            try lock.announce(.random())
            let now = OOMKills(count: 2, cgroup: "/a")
            #expect(lock.predecessor(oomKills: now) == Predecessor(aloneJob: 7, oomKillRose: true))
        }
        do {
            let lock = try DatabaseLock(database: database)
            try lock.begin(.random(), oomKills: nil)
            #expect(lock.predecessor(oomKills: nil) == Predecessor(aloneJob: 7))
        }
        #expect(try DatabaseLock(database: database).predecessor() == Predecessor())
    }

    @Test("a job runs alone from one call to the other")
    func alone() throws {
        func left(_ work: (DatabaseLock) throws -> Void) throws -> Int64? {
            let lock = try DatabaseLock(database: database)
            try lock.begin(.random())
            try work(lock)
            return LockRecord(bytes: [UInt8](try Data(contentsOf: file)))?.alone
        }
        #expect(try left { try $0.alone(job: .max) } == .max)
        #expect(
            try left {
                try $0.alone(job: 12)
                try $0.alone(job: 3)
            } == 3)
        #expect(
            try left {
                try $0.alone(job: 12)
                try $0.notAlone()
            } == nil)
    }

    @Test("a lock file that cannot be made is an error that names it")
    func unwritable() throws {
        let path = folder.path("none/post.db")
        #expect(throws: StoreError.system(path: path + ".lock", operation: "open", code: ENOENT)) {
            try DatabaseLock(database: path)
        }
    }
}

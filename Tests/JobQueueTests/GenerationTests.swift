import BuurtpostTestKit
import Foundation
import GRDB
import Testing

@testable import JobQueue

/// Whether a database is the one that the last daemon had. Every start here is a whole one, on real files.
struct GenerationTests {
    struct PowerCut: Error {}

    /// Where a start is cut off.
    enum Cut: CaseIterable {
        case afterAnnouncing, inTransaction, afterCommit
    }

    private let here = TemporaryFolder()
    private let there = TemporaryFolder()

    /// A start of a daemon, as far as it comes.
    @discardableResult
    private func start(
        in folder: TemporaryFolder, machine: String = "1f", atStake: Bool = true, cut: Cut? = nil
    ) throws -> Generation.Verdict {
        let database = try TestDatabase(in: folder)
        // Ticks may keep it open for a moment longer than this.
        defer { try? database.file.writer.close() }
        let lock = try DatabaseLock(database: database.path, machineID: try id(machine))
        let next = Generation.random()
        try lock.announce(next)
        if cut == .afterAnnouncing { throw PowerCut() }
        let verdict = try database.write { db in
            let verdict = try Generation.check(db, lock: lock, next: next) { atStake }
            if cut == .inTransaction { throw PowerCut() }
            return verdict
        }
        if cut == .afterCommit { throw PowerCut() }
        try lock.begin(next)
        return verdict
    }

    /// A file such as /etc/machine-id: `digits` until there are 32.
    private func id(_ digits: String) throws -> String {
        let id = String(repeating: digits, count: 32 / max(digits.count, 1))
        return try here.write(id + "\n", to: "machine-\(digits)")
    }

    private func copy(_ from: String, _ to: String) throws {
        try? FileManager.default.removeItem(atPath: to)
        try FileManager.default.copyItem(atPath: from, toPath: to)
    }

    private func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: path)
    }

    // MARK: No false alarm

    @Test("the first start is new, all later ones are the same", arguments: [true, false])
    func ordinary(atStake: Bool) throws {
        #expect(try start(in: here, atStake: atStake) == .new)
        for _ in 0..<3 { #expect(try start(in: here, atStake: atStake) == .same) }
    }

    @Test("the first start after an upgrade from a version without generations is new")
    func upgrade() throws {
        let database = try TestDatabase(in: here)
        try here.write("", to: "post.db.lock")
        _ = database
        #expect(try start(in: here) == .new)
        #expect(try start(in: here) == .same)
    }

    @Test(
        "a power cut at any point of a start changes nothing, not at the first either",
        arguments: Cut.allCases, [true, false])
    func cutOff(cut: Cut, isFirst: Bool) throws {
        if !isFirst { try start(in: here) }
        for _ in 0..<2 {
            #expect(throws: PowerCut.self) { try start(in: here, cut: cut) }
        }
        let expected: Generation.Verdict = isFirst && cut != .afterCommit ? .new : .same
        #expect(try start(in: here) == expected)
        #expect(try start(in: here) == .same)
    }

    @Test("a folder that is moved is the same")
    func moved() throws {
        try start(in: here)
        try remove(there.url.path)
        try FileManager.default.moveItem(atPath: here.url.path, toPath: there.url.path)
        try FileManager.default.createDirectory(at: here.url, withIntermediateDirectories: true)
        #expect(try start(in: there) == .same)
    }

    @Test("a machine without an id of its own raises no alarm", arguments: ["", "uninitialized"])
    func noMachineID(digits: String) throws {
        try start(in: here)
        #expect(try start(in: here, machine: digits) == .same)
        #expect(try start(in: here) == .same)
    }

    // MARK: Copies

    @Test("a copy that backup made is known as one, beside an old lock file and without one")
    func backup() throws {
        try start(in: here)
        _ = try Backup(of: here.path("post.db"), to: there.path("post.db"))
            .run(overwrite: false, generation: .random())
        let copied = there.path("post.db")
        #expect(try start(in: there) == .restored(.noRecord))
        #expect(try start(in: there) == .same)
        _ = try Backup(of: copied, to: here.path("again.db"))
            .run(overwrite: false, generation: .random())
        try copy(here.path("again.db"), here.path("post.db"))
        #expect(try start(in: here) == .restored(.otherGeneration))
        #expect(try start(in: here) == .same)
    }

    @Test("a copy made by any other tool is known once a daemon has started since")
    func plainCopy() throws {
        try start(in: here)
        try copy(here.path("post.db"), there.path("old.db"))
        #expect(try start(in: here) == .same)
        try copy(there.path("old.db"), here.path("post.db"))
        #expect(try start(in: here) == .restored(.otherGeneration))
        #expect(try start(in: here) == .same)
    }

    @Test("a copy made while the daemon runs is known once the generation was renewed")
    func renewed() throws {
        try start(in: here)
        do {
            let database = try TestDatabase(in: here)
            defer { try? database.file.writer.close() }
            try copy(database.path, there.path("old.db"))
            let lock = try DatabaseLock(database: database.path, machineID: try id("1f"))
            for _ in 0..<2 {
                try Generation.renew(to: .random(), lock: lock, ticks: database.ticks)
            }
        }
        #expect(try start(in: here) == .same)
        try copy(there.path("old.db"), here.path("post.db"))
        #expect(try start(in: here) == .restored(.otherGeneration))
    }

    @Test("a lock file that is lost or spoilt means restored when something is at stake")
    func lostLock() throws {
        try start(in: here)
        try remove(here.path("post.db.lock"))
        #expect(try start(in: here) == .restored(.noRecord))
        try here.write("spoilt", to: "post.db.lock")
        #expect(try start(in: here) == .restored(.noRecord))
        try here.write("", to: "post.db.lock")
        #expect(try start(in: here, atStake: false) == .new)
        #expect(try start(in: here) == .same)
    }

    @Test(
        "a start that is cut off before its verdict is committed does not lose it",
        arguments: [Cut.afterAnnouncing, .inTransaction])
    func cutOffRestored(cut: Cut) throws {
        try start(in: here)
        try copy(here.path("post.db"), there.path("old.db"))
        try start(in: here)
        try copy(there.path("old.db"), here.path("post.db"))
        #expect(throws: PowerCut.self) { try start(in: here, cut: cut) }
        #expect(try start(in: here) == .restored(.otherGeneration))
        try remove(here.path("post.db.lock"))
        #expect(throws: PowerCut.self) { try start(in: here, cut: cut) }
        #expect(try start(in: here) == .restored(.noRecord))
    }

    @Test("database and lock file on another machine are known as copied")
    func otherMachine() throws {
        try start(in: here)
        #expect(try start(in: here, machine: "2e") == .restored(.otherMachine))
        #expect(try start(in: here, machine: "2e") == .same)
    }

    @Test(
        "a copied folder is known on a file system whose numbers last, and raises no alarm on others"
    )
    func copiedFolder() throws {
        try start(in: here)
        for name in ["post.db", "post.db.lock"] { try copy(here.path(name), there.path(name)) }
        let lasts = try DatabaseLock(database: here.path("post.db")).place.filesystem != nil
        #expect(try start(in: there) == (lasts ? .restored(.otherFile) : .same))
        #expect(try start(in: there) == .same)
        #expect(try start(in: here) == .same)
    }

    @Test(
        "places are compared only where both are known",
        arguments: [
            (Place(), Place(), false, false),
            (place("m", "f", 1), place("m", "f", 1), false, false),
            (place("m", "f", 1), place("n", "f", 1), true, false),
            (place("m", "f", 1), place("m", "f", 2), false, true),
            (place("m", "f", 1), place("m", "g", 2), false, false),
            (place("m", nil, nil), place(nil, nil, nil), false, false),
            (place("m", "f", 1), place(nil, nil, nil), false, false),
        ])
    func places(former: Place, now: Place, isOtherMachine: Bool, isOtherFile: Bool) {
        #expect(now.isOtherMachine(than: former) == isOtherMachine)
        #expect(now.isOtherFile(than: former) == isOtherFile)
    }

    private static func place(_ machine: String?, _ filesystem: String?, _ inode: UInt64?) -> Place
    {
        Place(
            machine: machine.map(Fingerprint.init(of:)),
            filesystem: filesystem.map(Fingerprint.init(of:)), inode: inode)
    }
}

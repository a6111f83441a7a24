import BuurtpostTestKit
import Foundation
import Testing

@testable import JobQueue

/// What the lock file says of processes that really died.
struct CrashMarkTests {
    private let folder = TemporaryFolder()
    private var database: String { folder.path("post.db") }

    @discardableResult
    private func run(
        _ way: String..., environment: [String: String] = ["SWIFT_BACKTRACE": "enable=no"]
    ) throws -> ProbeProcess {
        try ProbeProcess([database] + way, in: folder.url, environment: environment)
    }

    private func predecessor() throws -> Predecessor {
        try DatabaseLock(database: database).predecessor(oomKills: nil)
    }

    static let faults = CrashMark.signals.sorted()

    @Test(
        "each signal of a fault is written down, and still is what the process dies of",
        arguments: faults)
    func fault(signal: Int32) throws {
        #expect(try run("kill", "\(signal)").status == -signal)
        #expect(try predecessor() == Predecessor(aloneJob: 42, signal: signal))
        #expect(try predecessor().diedOfItsOwnDoing)
    }

    @Test(
        "what comes from outside leaves no mark",
        arguments: [SIGKILL, SIGTERM, SIGHUP, SIGINT, SIGXCPU])
    func outside(signal: Int32) throws {
        #expect(try run("kill", "\(signal)").status == -signal)
        #expect(try predecessor() == Predecessor(aloneJob: 42))
        #expect(try !predecessor().diedOfItsOwnDoing)
    }

    @Test(
        "real faults on a lane are written down: Swift's trap, a bad address, abort(), no more stack",
        arguments: [
            ("trap", [SIGILL, SIGTRAP]), ("fault", [SIGSEGV]), ("abort", [SIGABRT]),
            ("overflow", [SIGSEGV]),
        ])
    func real(way: String, signals: [Int32]) throws {
        let status = try run(way).status
        #expect(signals.map { -$0 }.contains(status))
        #expect(try predecessor() == Predecessor(aloneJob: 42, signal: -status))
    }

    @Test("a stack overflow on a thread that is not covered kills as ever, without a mark")
    func uncovered() throws {
        #expect(try run("uncovered").status == -SIGSEGV)
        #expect(try predecessor() == Predecessor(aloneJob: 42))
    }

    @Test("a mark that is given up writes into no file")
    func unmarked() throws {
        #expect(try run("unmarked").status == -SIGSEGV)
        #expect(try predecessor().signal == nil)
    }

    @Test("who ends in order says so")
    func inOrder() throws {
        #expect(try run("after").status == 0)
        #expect(try predecessor() == Predecessor(endedCleanly: true))
    }

    @Test(
        "Swift's own backtracer still prints, and the process dies of the signal, which is written down",
        arguments: ["trap", "fault", "overflow", "abort", "kill"])
    func backtracer(way: String) throws {
        let end = try run(
            way, "\(SIGSEGV)",
            environment: ["SWIFT_BACKTRACE": "enable=yes,symbolicate=off,interactive=no,color=no"])
        #expect(end.status < 0)
        #expect(end.complaints.contains("crashed"), "\(end.complaints)")
        #expect(try predecessor() == Predecessor(aloneJob: 42, signal: -end.status))
    }
}

/// The rule of blame, as a table.
struct CrashBlameTests {
    @Test(
        "a crash counts against the job that ran alone, and only when the process died of its own doing",
        arguments: [
            (Predecessor(aloneJob: 2, signal: SIGSEGV), [2], 2, [2]),
            (Predecessor(aloneJob: 2, signal: SIGABRT), [1, 2, 3], 2, [1, 2, 3]),
            (Predecessor(aloneJob: 2, oomKillRose: true), [2], 2, [2]),
            (Predecessor(signal: SIGSEGV), [2], nil, [2]),
            (Predecessor(signal: SIGSEGV), [1, 2, 3], nil, [1, 2, 3]),
            (Predecessor(aloneJob: 9, signal: SIGSEGV), [1, 2], nil, [1, 2]),
            (Predecessor(aloneJob: 2), [1, 2], nil, [2]),
            (Predecessor(aloneJob: 2, signal: SIGKILL), [2], nil, [2]),
            (Predecessor(aloneJob: 2, signal: SIGTERM), [2], nil, [2]),
            (Predecessor(), [1, 2], nil, []),
            (Predecessor(aloneJob: 2, signal: SIGSEGV, endedCleanly: true), [2], nil, [2]),
            (Predecessor(aloneJob: 2, signal: SIGSEGV), [], nil, []),
        ] as [(Predecessor, [Int64], Int64?, [Int64])])
    func blame(predecessor: Predecessor, begun: [Int64], counted: Int64?, suspects: [Int64]) {
        let blame = CrashBlame(predecessor, begun: begun)
        #expect(blame.counted == counted)
        #expect(blame.suspects == suspects)
    }
}

/// The kernel's count of kills, from files as it writes them.
struct OOMKillsTests {
    private let folder = TemporaryFolder()

    private func kills(_ membership: String, _ events: String? = nil, at path: String = "") throws
        -> OOMKills?
    {
        if let events { try folder.write(events, to: "root\(path)/memory.events") }
        let file = try folder.write(membership, to: "cgroup")
        return OOMKills.ofThisProcess(root: folder.path("root"), membership: file)
    }

    private static let slice = "/system.slice/system-buurtpost.slice"

    private static func events(_ kills: Int) -> String {
        "low 0\nhigh 3\nmax 9\noom 8\noom_kill \(kills)\noom_group_kill 5\n"
    }

    @Test("the count is that of the highest cgroup with our name: it outlives the service's own")
    func slice() throws {
        let membership = "0::\(Self.slice)/buurtpost@gorinchem.service\n"
        let before = try #require(try kills(membership, Self.events(2), at: Self.slice))
        #expect(before.count == 2)
        let after = try #require(try kills(membership, Self.events(3), at: Self.slice))
        #expect(after.rose(since: before))
        #expect(!before.rose(since: after) && !before.rose(since: before))
    }

    @Test("counts of different cgroups are not compared")
    func different() throws {
        let own = try #require(try kills("0::/a\n", Self.events(0), at: "/a"))
        let other = try #require(try kills("1:memory:/x\n0::/b\n", Self.events(7), at: "/b"))
        #expect(!other.rose(since: own))
    }

    @Test(
        "what the system does not tell is unknown",
        arguments: [
            "", "0::/\n", "0::/gone\n", "4:memory:/x\n", "0::/empty\n", "0::/odd\n", "\u{0}\u{1}",
        ])
    func unknown(membership: String) throws {
        try folder.write("", to: "root/empty/memory.events")
        try folder.write("oom_kill many\n", to: "root/odd/memory.events")
        #expect(try kills(membership) == nil)
    }

    @Test("a container's root is a cgroup as well")
    func container() throws {
        #expect(try kills("0::/\n", Self.events(4))?.count == 4)
    }
}

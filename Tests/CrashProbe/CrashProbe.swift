import Foundation
import JobQueue

/// A small daemon that dies on purpose: `crashprobe DATABASE WAY [NUMBER]`. Tests look at what its lock file says then.
@main
enum CrashProbe {
    /// The job that is said to run alone.
    static let job: Int64 = 42

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { fatalError("crashprobe DATABASE WAY [NUMBER]") }
        // Many crashes: no core files.
        limit(RLIMIT_CORE, to: 0)
        // Both are inherited: what the starter of the tests ignores, and what a thread of Dispatch blocks.
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        for number in [SIGHUP, SIGINT, SIGTERM, SIGXCPU, SIGXFSZ] { signal(number, SIG_DFL) }
        if arguments[2] == "backup" { return try backup(arguments) }
        let lock = try DatabaseLock(database: arguments[1])
        try lock.begin(.random())
        let mark = CrashMark(lock)
        try lock.alone(job: job)
        die(arguments[2], number: arguments.count > 3 ? Int32(arguments[3]) ?? 0 : 0)
        try lock.notAlone()
        try lock.endCleanly()
        withExtendedLifetime(mark) {}
    }

    /// Comes back only from ways that are no end.
    private static func die(_ way: String, number: Int32) {
        switch way {
        case "kill": kill(getpid(), number)
        case "abort": onLane { abort() }
        case "trap": onLane { print([1, 2, 3][Int(getpid())]) }
        case "fault": onLane { UnsafeMutablePointer<Int>(bitPattern: 64)?.pointee = 1 }
        case "overflow": onLane { CrashMark.coverThisThread { print(depth(from: 0)) } }
        case "uncovered": onLane { print(depth(from: 0)) }
        case "after": onLane { CrashMark.coverThisThread {} }
        case "unmarked": unmarked()
        default: fatalError("no such way: \(way)")
        }
    }

    /// As work of the queue runs: on a thread of Dispatch.
    private static func onLane(_ work: @escaping @Sendable () -> Void) {
        let done = DispatchSemaphore(value: 0)
        DispatchQueue(label: "lane").async {
            work()
            done.signal()
        }
        done.wait()
    }

    /// Recursion without an end that the compiler could see.
    @inline(never)
    private static func depth(from level: Int) -> Int {
        level < 0 ? 0 : 1 + depth(from: level + 1)
    }

    /// A mark that is given up writes nothing, wherever its descriptor leads by now.
    private static func unmarked() {
        var lock = try? DatabaseLock(database: CommandLine.arguments[1] + "-other")
        var mark = lock.map { CrashMark($0) }
        withExtendedLifetime(mark) {}
        (mark, lock) = (nil, nil)
        kill(getpid(), SIGSEGV)
    }

    /// `crashprobe DATABASE backup BYTES FILE [SIGNAL]`: what would make any file larger than BYTES kills the process, or
    /// fails when SIGNAL says SIGXFSZ: that one is ignored.
    private static func backup(_ arguments: [String]) throws {
        limit(RLIMIT_FSIZE, to: rlim_t(arguments[3]) ?? 0)
        if arguments.count > 5, let ignored = Int32(arguments[5]) { signal(ignored, SIG_IGN) }
        do {
            _ = try Backup(of: arguments[1], to: arguments[4]).run(
                overwrite: true, generation: .random())
        } catch {
            exit(75)
        }
    }

    private static func limit(_ resource: __rlimit_resource, to value: rlim_t) {
        var limits = rlimit(rlim_cur: value, rlim_max: value)
        setrlimit(__rlimit_resource_t(resource.rawValue), &limits)
    }
}

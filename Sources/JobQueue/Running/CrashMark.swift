import Foundation
import Glibc
import Synchronization

/// Writes the signal that kills this process into its lock file, so that the next process knows of what it died.
///
/// Lasts as long as the value lives; keeps the lock. There is one at a time: a later one takes the place of an earlier.
/// A handler that was there before is called, such as Swift's own backtracer (`SWIFT_BACKTRACE`), which prints; then the
/// process dies of the signal, with its true exit status and core dump.
public final class CrashMark: Sendable {
    /// The signals of a fault in the process itself (signal(7)). Swift's traps are SIGILL on x86-64 and SIGTRAP on
    /// arm64; SIGABRT is also what systemd's watchdog sends.
    public static let signals: Set<Int32> = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

    private static let newest = Mutex<ObjectIdentifier?>(nil)
    private let lock: DatabaseLock

    /// Marks crashes in the record of `lock`, which this process has begun.
    public init(_ lock: DatabaseLock) {
        self.lock = lock
        Self.install
        Self.newest.withLock {
            $0 = ObjectIdentifier(self)
            markDescriptor = lock.descriptor
        }
    }

    /// Ends before the lock's descriptor is closed: its number may be that of another file then.
    deinit {
        Self.newest.withLock {
            guard $0 == ObjectIdentifier(self) else { return }
            markDescriptor = -1
            $0 = nil
        }
    }

    /// Runs `body` with a stack to spare, so that a stack overflow is marked too: without it the handler has no room on
    /// this thread, and the process dies unmarked. For the threads that run jobs; needs 32 KB of address space,
    /// and memory only when it happens. A thread that has such a stack keeps it.
    public static func coverThisThread<T>(_ body: () throws -> T) rethrows -> T {
        let stack = AlternateStack()
        defer { stack?.remove() }
        return try body()
    }

    /// Once for the process: handlers cannot be taken back safely when somebody else has put theirs on top.
    private static let install: Void = {
        let texts = UnsafeMutableRawPointer.allocate(byteCount: 2 * 65, alignment: 1)
        let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
        actions.initialize(repeating: sigaction(), count: 65)
        (markTexts, markFormerActions) = (texts, actions)
        markOffset = off_t(LockRecord.Field.signal.offset)
        for signal in signals {
            let text = Array("\(signal) ".utf8.prefix(2))
            texts.advanced(by: 2 * Int(signal)).copyMemory(from: text, byteCount: 2)
            install(signal, former: actions + Int(signal))
        }
    }()

    private static func install(_ signal: Int32, former: UnsafeMutablePointer<sigaction>) {
        var action = sigaction()
        action.__sigaction_handler.sa_sigaction = markCrash
        action.sa_flags = SA_ONSTACK | SA_SIGINFO
        sigaction(signal, &action, former)
    }
}

// What the handler needs stands in plain globals with constant initial values: no lazy initialiser, no reference.

/// The lock file; -1 when there is none to mark.
nonisolated(unsafe) private var markDescriptor: Int32 = -1
// because a signal handler cannot take a lock; an aligned number is written whole
nonisolated(unsafe) private var markOffset: off_t = 0
// because it is written once, before the first handler is installed
nonisolated(unsafe) private var markTexts: UnsafeMutableRawPointer?
// because it is written once, before the first handler is installed; two characters for each signal
nonisolated(unsafe) private var markFormerActions: UnsafeMutablePointer<sigaction>?
// because it is written once, before the first handler is installed; at the index of each signal

/// Runs inside a signal: only what signal-safety(7) lists, no allocation, no lock.
private func markCrash(
    _ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
) {
    if markDescriptor >= 0, let markTexts {
        _ = pwrite(markDescriptor, markTexts.advanced(by: 2 * Int(signal)), 2, markOffset)
    }
    if let markFormerActions { pass(signal, info, context, to: markFormerActions[Int(signal)]) }
    _ = Glibc.signal(signal, SIG_DFL)
    // A fault of the processor (si_code above 0) happens again on return, with its address; a breakpoint does not.
    if let info, info.pointee.si_code > 0, signal != SIGTRAP { return }
    raise(signal)
}

/// Calls the handler that was there before, if there was one. Swift's backtracer prints and returns; it counts on the
/// fault to happen again, so a signal that was sent would not end the process.
private func pass(
    _ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?,
    to former: sigaction
) {
    let handler = former.__sigaction_handler
    // Neither SIG_DFL nor SIG_IGN: a fault that is ignored would come back for ever.
    guard unsafeBitCast(handler.sa_handler, to: UInt.self) > 1 else { return }
    if former.sa_flags & SA_SIGINFO != 0 {
        handler.sa_sigaction(signal, info, context)
    } else {
        handler.sa_handler(signal)
    }
}

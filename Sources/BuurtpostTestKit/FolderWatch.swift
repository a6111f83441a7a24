public import Foundation

/// Waits for what other processes do in folders, woken by the kernel: inotify(7).
public final class FolderWatch {
    /// What was waited for did not come.
    public struct TimedOut: Error {
        public let what: String
    }

    private let descriptor: Int32

    /// Watches files that are made, written or moved in `folders`, which exist.
    public init(_ folders: URL...) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        let events = UInt32(IN_CREATE | IN_MODIFY | IN_MOVED_TO)
        for folder in folders where inotify_add_watch(descriptor, folder.path, events) < 0 {
            throw TimedOut(what: "\(folder.lastPathComponent) to be watched")
        }
    }

    deinit { close(descriptor) }

    /// Returns when `condition` holds: looks at once, and again after each change.
    ///
    /// - Parameters:
    ///   - program: When given and it ends, the wait ends too: nothing more will change.
    /// - Returns: Whether the condition held; false only when `program` had ended.
    /// - Throws: ``TimedOut`` after `seconds`.
    @discardableResult
    public func wait(
        for what: String, while program: RunningProgram? = nil,
        seconds: Double = RunningProgram.patience, until condition: () throws -> Bool
    ) throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            let hasEnded = program.map { !$0.isRunning } ?? false
            if try condition() { return true }
            if hasEnded { return false }
            waitForChange()
        }
        throw TimedOut(what: what)
    }

    /// At most a quarter of a second: the end of a process is no change of a folder.
    private func waitForChange() {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 250) > 0 else { return }
        var events = [UInt8](repeating: 0, count: 64 << 10)
        while read(descriptor, &events, events.count) > 0 {}
    }
}

import Foundation
import GRDB
public import Logging
import Synchronization

/// Keeps room on the disk for writing down how work ended, and says when nothing new may begin.
///
/// On a full disk work could still be done, but not recorded: it would be done again. So this holds a ballast file,
/// `<database>.reserve`, which is given up when a commit finds no room: then the work that is under way can still be
/// recorded. New work may begin only while the ballast is whole and the disk has more room than ``Limits/least``. When
/// there is room again the ballast is made again and work goes on, without anybody's doing.
public final class DiskReserve: Sendable {
    /// How much room is kept. All in bytes.
    public struct Limits: Equatable, Sendable {
        /// What the ballast takes. The default is 8 MB: a full tick of 256 writes that each touch a row and five
        /// indexes is 6 MB of log.
        public var ballast: Int64 = 8 << 20
        /// With less free nothing new begins. The default is 64 MB: the largest the log is left at (`journal_size_limit`).
        public var least: Int64 = 64 << 20
        /// Once that has happened, so much must be free before anything begins again. The default is 96 MB.
        public var enough: Int64 = 96 << 20

        public init() {}
    }

    /// Free space is measured no more often than this.
    static let measuringInterval: Duration = .seconds(1)

    /// The path of the ballast.
    public let path: String

    private struct State {
        var isOpen = true
        var measuredAt: ContinuousClock.Instant?
        var timesGivenUp = 0
    }

    private let state = Mutex(State())
    private let folder: String
    private let ballast: Ballast
    private let limits: Limits
    private let space: DiskSpace
    private let steady: @Sendable () -> ContinuousClock.Instant
    private let logger: Logger

    /// Touches nothing; the first ``mayBegin`` makes the ballast.
    ///
    /// - Parameters:
    ///   - path: The database file.
    ///   - steady: The monotonic clock.
    /// - Precondition: `limits` are positive and `enough` is not below `least`.
    public init(
        database path: String, limits: Limits = Limits(), space: DiskSpace = .system,
        steady: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, logger: Logger
    ) {
        precondition(
            limits.ballast > 0 && limits.least > 0 && limits.enough >= limits.least,
            "the limits of a reserve must be positive, and enough no less than least")
        self.path = path + ".reserve"
        folder = (path as NSString).deletingLastPathComponent
        ballast = Ballast(path: path + ".reserve", size: limits.ballast)
        self.limits = limits
        self.space = space
        self.steady = steady
        self.logger = logger
    }

    /// Whether work may begin: its end could be recorded. Cheap; looks at the disk once a second at most.
    ///
    /// Becoming false is logged as an error and becoming true again as a notice, once each. Where the room cannot be
    /// measured the last answer stands.
    public var mayBegin: Bool {
        state.withLock { state in
            let now = steady()
            if let last = state.measuredAt, now - last < Self.measuringInterval {
                return state.isOpen
            }
            state.measuredAt = now
            set(&state, isOpen: hasRoom(wasOpen: state.isOpen))
            return state.isOpen
        }
    }

    /// Runs `write`. When it fails for want of room, gives the ballast up and, if it may, runs it once more.
    ///
    /// - Parameters:
    ///   - repeatable: Whether `write` may run twice: what it changes outside of the database is set, not added to.
    /// - Throws: What the last run of `write` throws.
    func withRoom<T>(repeatable: Bool, _ write: () throws -> T) throws -> T {
        let before = state.withLock { $0.timesGivenUp }
        do {
            return try write()
        } catch let error as DatabaseError where isWantOfRoom(error) {
            guard giveUp(since: before), repeatable else { throw error }
            return try write()
        }
    }

    /// Whether the ballast has been given up since `before`, by this call or another.
    private func giveUp(since before: Int) -> Bool {
        state.withLock { state in
            if ballast.giveUp() { state.timesGivenUp += 1 }
            set(&state, isOpen: false)
            return state.timesGivenUp != before
        }
    }

    /// SQLite says `SQLITE_FULL` when a write finds no room, and `SQLITE_IOERR` when something else does, such as
    /// making `-shm` longer (<https://sqlite.org/rescode.html>).
    private func isWantOfRoom(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_FULL: true
        case .SQLITE_IOERR: space.free(folder).map { $0 < limits.least } ?? false
        default: false
        }
    }

    private func hasRoom(wasOpen: Bool) -> Bool {
        guard let free = space.free(folder) else { return wasOpen }
        let isWhole = ballast.isWhole
        let needed = (wasOpen ? limits.least : limits.enough) + (isWhole ? 0 : limits.ballast)
        return free >= needed && (isWhole || ballast.make() == 0)
    }

    private func set(_ state: inout State, isOpen: Bool) {
        guard state.isOpen != isOpen else { return }
        state.isOpen = isOpen
        let free = space.free(folder).map { "\($0)" } ?? "unknown"
        if isOpen {
            logger.notice("there is room on the disk again", metadata: ["free": "\(free)"])
        } else {
            logger.error(
                "the disk is almost full: nothing new is begun until there is room",
                metadata: [
                    "free": "\(free)", "needed": "\(limits.enough + limits.ballast)",
                ])
        }
    }
}

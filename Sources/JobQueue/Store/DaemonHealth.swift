public import Foundation

/// What only the daemon knows about its store; it leaves it in the table `store_health` for others to read.
public struct DaemonHealth: Codable, Equatable, Sendable {
    /// When the daemon wrote this: it may be a minute old, or as old as the daemon's end.
    public var writtenAt: Date
    /// Pages in the write-ahead log at the last checkpoint; nil when there was none yet.
    public var walPages: Int?
    /// How many of them were in the database file afterwards.
    public var walPagesCopied: Int?
    /// Since when a reader has kept the log from being emptied; nil when none does.
    public var walHeldSince: Date?
    /// The longest commit in about the last minute, with its wait for the lock, in milliseconds.
    public var longestCommit: Int
    /// Whether new work may begin (``DiskReserve/mayBegin``).
    public var mayBegin: Bool
    /// When the file was last checked for damage; nil when never.
    public var checkedAt: Date?
    /// What was damaged then; nil when nothing.
    public var damage: String?
}

import Foundation
public import GRDB

/// How the database file and its disk are, as any process can see it, with what the daemon left for it to read.
public struct StoreHealth: Codable, Equatable, Sendable {
    /// The size of the database file, in bytes.
    public let databaseBytes: Int64
    /// The size of the write-ahead log, in bytes. It keeps its size, up to 64 MB, after it was copied back.
    public let walBytes: Int64
    /// The size of the ballast (``DiskReserve``), in bytes; 0 when it has been given up or was never made.
    public let reserveBytes: Int64
    /// What is free on the file system, in bytes; nil when that cannot be told.
    public let diskFree: Int64?
    /// How many pages the database has, in `pageBytes` each.
    public let pages: Int
    public let pageBytes: Int
    /// How many of them hold nothing; ``FreePages`` gives them back.
    public let freePages: Int
    /// What only the daemon knows; nil when none has run yet.
    public let daemon: DaemonHealth?

    /// Looks at the files by name, opens none of them, and reads the rest from `db`.
    ///
    /// - Parameter path: The database file that `db` is a connection to.
    public init(path: String, space: DiskSpace = .system, _ db: Database) throws {
        databaseBytes = Self.size(path)
        walBytes = Self.size(path + "-wal")
        reserveBytes = Self.size(path + ".reserve")
        diskFree = space.free((path as NSString).deletingLastPathComponent)
        pages = try Self.pragma("page_count", db)
        pageBytes = try Self.pragma("page_size", db)
        freePages = try Self.pragma("freelist_count", db)
        daemon = try StoreHealthTable(db).read()
    }

    /// By name, without a descriptor: closing one would drop SQLite's POSIX locks.
    private static func size(_ path: String) -> Int64 {
        var info = stat()
        return stat(path, &info) == 0 ? Int64(info.st_size) : 0
    }

    private static func pragma(_ name: String, _ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA \(name)") ?? 0
    }
}

public import GRDB

/// Gives pages that hold nothing back to the file system, a few at a time, so that a file that once was big does
/// not stay so (<https://sqlite.org/pragma.html#pragma_incremental_vacuum>).
public struct FreePages: Sendable {
    /// More than this share of the pages must be free. The default is a quarter: less is room for the next morning.
    public var share = 0.25
    /// Fewer free pages than this are left alone. The default is 1024, 4 MB.
    public var least = 1024
    /// How many pages one call gives back at most. The default is 128.
    public var slice = 128

    public init() {}

    /// Gives back one slice when too many pages are free; does nothing else. Call inside a transaction.
    ///
    /// - Returns: Whether there is more to do; call again in a later transaction.
    public func runOnce(_ db: Database) throws -> Bool {
        guard try isDue(db) else { return false }
        // The statement gives back one page at each step, so it has to be stepped to its end.
        try db.execute(sql: "PRAGMA incremental_vacuum(\(slice))")
        return try isDue(db)
    }

    private func isDue(_ db: Database) throws -> Bool {
        let free = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA freelist_count")) ?? 0
        guard free >= least else { return false }
        let pages = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA page_count")) ?? 0
        return Double(free) > share * Double(pages)
    }
}

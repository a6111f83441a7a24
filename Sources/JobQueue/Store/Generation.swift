public import GRDB

/// A random value that stands in the database and in its lock file, and changes in both with each start.
///
/// A database whose value is not the one in the lock file is not the one that the last daemon had: it was copied or
/// restored, and what it believes to be unsent may have been sent long ago.
public struct Generation: Equatable, Sendable {
    /// 32 hexadecimal digits.
    let text: String

    /// 128 bits from `random`.
    public init(using random: inout some RandomNumberGenerator) {
        text = (0..<4).map { _ in
            let digits = String(UInt32.random(in: 0 ... .max, using: &random), radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// One that nobody has had.
    public static func random() -> Generation {
        var system = SystemRandomNumberGenerator()
        return Generation(using: &system)
    }

    /// Reads ``text``; nil for anything else.
    init?(text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(\.isLowerHexadecimal) else { return nil }
        self.text = text
    }
}

extension Generation {
    /// Whether a database is the one that the last daemon had.
    public enum Verdict: Equatable, Sendable {
        /// It is.
        case same
        /// There was no daemon before, or nothing is at stake.
        case new
        /// It was copied or restored: what leaves the house has to wait until somebody has looked.
        case restored(Sign)
    }

    /// What tells that a database was copied or restored.
    public enum Sign: Equatable, Sendable {
        /// The database and the lock file hold different values.
        case otherGeneration
        /// The lock file is new, or holds no record of ours.
        case noRecord
        /// The record was written on another machine.
        case otherMachine
        /// The record was written into another file of this file system.
        case otherFile
    }

    /// Compares the database with the lock file and gives it the value `next`, in the caller's transaction, so that what
    /// the verdict asks for is one commit with it.
    ///
    /// A start calls ``DatabaseLock/announce(_:)``, then this inside a transaction, then
    /// ``DatabaseLock/begin(_:oomKills:)``, all with the same `next`. Killed at any point between them, the next start comes to
    /// the same verdict, or to `same` when the transaction was committed.
    ///
    /// - Parameters:
    ///   - lock: The database's lock, taken by this process.
    ///   - atStake: Whether there is anything that must not happen twice. Asked only when it matters.
    public static func check(
        _ db: Database, lock: DatabaseLock, next: Generation, atStake: () throws -> Bool
    ) throws -> Verdict {
        let table = GenerationTable(db)
        let verdict = try verdict(
            database: try table.value(), record: lock.found, here: lock.place, atStake: atStake)
        try table.set(next)
        return verdict
    }

    /// Changes the value in both places while the daemon runs: copies made before are recognised from now on. Blocks the
    /// calling thread for a commit.
    ///
    /// - Throws: `StoreError` or `DatabaseError`; then it may be called again, with any value.
    public static func renew(to next: Generation, lock: DatabaseLock, ticks: CommitTicks) throws {
        try lock.announce(next)
        try ticks.write { try GenerationTable($0).set(next) }
        try lock.settle(next)
    }

    /// The rule, without a database.
    static func verdict(
        database: Generation?, record: LockRecord?, here: Place, atStake: () throws -> Bool
    ) rethrows -> Verdict {
        // A version that knew no generations left neither; the first start that does is no restore.
        if database == nil && record?.generation == nil { return .new }
        guard let sign = sign(database: database, record: record, here: here) else { return .same }
        return try atStake() ? .restored(sign) : .new
    }

    private static func sign(database: Generation?, record: LockRecord?, here: Place) -> Sign? {
        guard let record else { return .noRecord }
        guard let database, database == record.generation || database == record.next else {
            return record.generation == nil ? .noRecord : .otherGeneration
        }
        if here.isOtherMachine(than: record.place) { return .otherMachine }
        return here.isOtherFile(than: record.place) ? .otherFile : nil
    }
}

extension Generation.Sign: CustomStringConvertible {
    public var description: String {
        switch self {
        case .otherGeneration: "the database is not the one that the last daemon had"
        case .noRecord: "the lock file beside the database is new or damaged"
        case .otherMachine: "the database was last used on another machine"
        case .otherFile: "database and lock file were copied"
        }
    }
}

import Foundation
import Synchronization

/// The lock that makes one process the daemon of a database: held on `<database>.lock`, for life.
///
/// Taken with `flock(2)`, so that the system gives it back when the process ends, however it ends. Getting it
/// proves that no former daemon lives. What the file holds is a ``LockRecord``: taking the lock reads that of the
/// predecessor and leaves it as it is, until ``begin(_:oomKills:)`` says that it has been dealt with.
public final class DatabaseLock: Sendable {
    /// `<database>.lock`
    public let path: String
    let descriptor: Int32
    /// What stood in the file when the lock was taken; nil when nothing is known.
    let found: LockRecord?
    /// Where the file lies now.
    let place: Place
    private let current: Mutex<LockRecord?>

    /// Takes the lock or throws ``StoreError/inUse(path:)`` at once. The file stays when the lock is released:
    /// removing it would let two processes lock two files of the same name.
    ///
    /// - Parameter machineID: The file that names the machine (machine-id(5)).
    public init(database: String, machineID: String = "/etc/machine-id") throws(StoreError) {
        path = database + ".lock"
        descriptor = try Self.open(path, of: database)
        // Not the umask decides: other programs of the instance's group look at it too. Fails harmlessly
        // when another member of the group made the file.
        _ = fchmod(descriptor, 0o660)
        place = Place(descriptor: descriptor, machineID: machineID)
        found = Self.read(descriptor)
        current = Mutex(found)
    }

    deinit { close(descriptor) }

    /// Who only looks whether it is held has it for some microseconds (``isHeld(database:)``).
    private static let lookers = 5

    private static func open(_ path: String, of database: String) throws(StoreError) -> Int32 {
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else {
            throw .system(path: path, operation: "open", code: errno)
        }
        var isTaken = flock(descriptor, LOCK_EX | LOCK_NB) == 0
        for _ in 0..<lookers where !isTaken && errno == EWOULDBLOCK {
            usleep(1000)
            isTaken = flock(descriptor, LOCK_EX | LOCK_NB) == 0
        }
        guard isTaken else {
            let code = errno
            close(descriptor)
            if code == EWOULDBLOCK { throw .inUse(path: database) }
            throw .system(path: path, operation: "flock", code: code)
        }
        return descriptor
    }

    /// A byte more than a record has: a longer file is none.
    private static func read(_ descriptor: Int32) -> LockRecord? {
        var bytes = [UInt8](repeating: 0, count: LockRecord.length + 1)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count == LockRecord.length ? LockRecord(bytes: Array(bytes.prefix(count))) : nil
    }
}

// MARK: What the predecessor left

extension DatabaseLock {
    /// How the last daemon ended. The same at each call: what this process writes does not change it.
    ///
    /// - Parameter oomKills: What the cgroup has counted until now.
    public func predecessor(oomKills: OOMKills? = .ofThisProcess()) -> Predecessor {
        Predecessor(found, oomKills: oomKills)
    }
}

// MARK: Our own record

extension DatabaseLock {
    /// Writes down that `generation` is about to stand in the database, and leaves all else as it is. On the disk when it
    /// returns: whichever of the two values the database holds after a power cut, it is known.
    public func announce(_ generation: Generation) throws(StoreError) {
        try write(durably: true, .next) { $0.next = generation }
    }

    /// Starts a record of this process: the predecessor's is over. To be called when what it told is committed, and
    /// `generation` with it. On the disk when it returns, the file's name too.
    ///
    /// - Parameter oomKills: What the cgroup has counted until now.
    public func begin(_ generation: Generation, oomKills: OOMKills? = .ofThisProcess())
        throws(StoreError)
    {
        let record = LockRecord(
            pid: getpid(), generation: generation, oomKills: oomKills, place: place)
        try replace(with: record)
        try syncFolder()
    }

    /// Writes down that the announced `generation` stands in the database now.
    func settle(_ generation: Generation) throws(StoreError) {
        try write(durably: true, .generation, .next) {
            $0.generation = generation
            $0.next = nil
        }
    }

    /// Writes down that `job` runs alone, before its work begins: a process that dies now dies of it.
    ///
    /// A process's death does not lose it, a power cut may: that counts nothing anyway.
    public func alone(job: Int64) throws(StoreError) {
        try write(durably: false, .alone) { $0.alone = job }
    }

    /// Writes down that no job runs alone any more.
    public func notAlone() throws(StoreError) {
        try write(durably: false, .alone) { $0.alone = nil }
    }

    /// Writes down that the process ends in order: whatever comes now is nobody's fault.
    public func endCleanly() throws(StoreError) {
        try write(durably: false, .ended) { $0.endedCleanly = true }
    }
}

// MARK: System calls

extension DatabaseLock {
    /// Writes neighbouring lines with one call, or the whole record where the file held none.
    private func write(
        durably: Bool, _ fields: LockRecord.Field..., change: (inout LockRecord) -> Void
    ) throws(StoreError) {
        let former = current.withLock { $0 }
        var record = former ?? LockRecord(pid: getpid(), place: place)
        change(&record)
        if former == nil { return try replace(with: record) }
        try put(fields.flatMap(record.line), at: fields[0].lineOffset)
        if durably { try sync() }
        current.withLock { $0 = record }
    }

    private func replace(with record: LockRecord) throws(StoreError) {
        try put(record.bytes, at: 0)
        guard ftruncate(descriptor, off_t(LockRecord.length)) == 0 else {
            throw .system(path: path, operation: "truncate", code: errno)
        }
        try sync()
        current.withLock { $0 = record }
    }

    private func put(_ bytes: [UInt8], at offset: Int) throws(StoreError) {
        let count = pwrite(descriptor, bytes, bytes.count, off_t(offset))
        guard count == bytes.count else {
            throw .system(path: path, operation: "write", code: count < 0 ? errno : ENOSPC)
        }
    }

    private func sync() throws(StoreError) {
        guard fsync(descriptor) == 0 else {
            throw .system(path: path, operation: "fsync", code: errno)
        }
    }

    private func syncFolder() throws(StoreError) {
        try FolderSync.sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }
}

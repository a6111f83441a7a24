@preconcurrency import Dispatch
import Foundation

/// What inotify tells about a folder.
enum FolderEvent: Hashable {
    /// The file of this name in the folder was written to, made, removed, or renamed from or to.
    case file(String)
    /// The kernel could not keep all events, or no longer watches: anything may have happened.
    case lost
}

/// The events of one folder, by inotify (<https://man7.org/linux/man-pages/man7/inotify.7.html>).
///
/// Watching the folder instead of a file sees a file that is removed and made again, and needs no descriptor on the file:
/// closing one would drop SQLite's POSIX locks. A network file system tells nothing about other machines.
///
/// Several writes to one file that nobody has read yet are one event.
final class FolderEvents: @unchecked Sendable {
    // because both properties are set once, and the descriptor is read on `queue` only

    private let queue: DispatchQueue
    private let descriptor: Int32
    private let source: any DispatchSourceRead

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - queue: A serial queue.
    ///   - action: Called on `queue` after events; ``take()`` tells which. May find none when they were taken before.
    /// - Throws: ``StoreError/system(path:operation:code:)``: no such folder, or a limit of
    ///   `/proc/sys/fs/inotify` is reached.
    init(folder: String, queue: DispatchQueue, action: @escaping @Sendable () -> Void)
        throws(StoreError)
    {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw .system(path: folder, operation: "inotify_init1", code: errno)
        }
        guard inotify_add_watch(descriptor, folder, Self.mask) >= 0 else {
            let code = errno
            close(descriptor)
            throw .system(path: folder, operation: "inotify_add_watch", code: code)
        }
        self.queue = queue
        self.descriptor = descriptor
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { @Sendable in action() }
        source.setCancelHandler { @Sendable in close(descriptor) }
        source.activate()
    }

    deinit { source.cancel() }

    private static let mask = UInt32(
        IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR)

    /// What has happened since the last call, in order; does not wait. On the queue.
    func take() -> [FolderEvent] {
        dispatchPrecondition(condition: .onQueue(queue))
        var events: [FolderEvent] = []
        withUnsafeTemporaryAllocation(byteCount: Self.room, alignment: 8) { buffer in
            while case let count = read(descriptor, buffer.baseAddress, buffer.count), count > 0 {
                events += Self.events(in: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                // With so much room left, there was no more.
                if count < Self.room / 2 { break }
            }
        }
        return events
    }

    private static let room = 8192

    /// `struct inotify_event`: wd, mask, cookie and len of 4 octets each, then the name, filled up with NUL to len.
    private static func events(in octets: UnsafeRawBufferPointer) -> [FolderEvent] {
        var events: [FolderEvent] = []
        var at = 0
        while at + 16 <= octets.count {
            let mask = octets.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self)
            let length = Int(octets.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self))
            let name = octets[(at + 16)..<min(at + 16 + length, octets.count)].prefix { $0 != 0 }
            let isLost = mask & UInt32(IN_Q_OVERFLOW | IN_IGNORED) != 0
            events.append(isLost ? .lost : .file(String(decoding: name, as: UTF8.self)))
            at += 16 + length
        }
        return events
    }
}

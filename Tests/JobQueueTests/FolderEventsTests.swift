import BuurtpostTestKit
import Dispatch
import Foundation
import Testing

@testable import JobQueue

@Suite(.timeLimit(.minutes(1)))
struct FolderEventsTests {
    let folder = TemporaryFolder()
    let queue = DispatchQueue(label: "test.events")

    static let changes: [@Sendable (TemporaryFolder) throws -> Void] = [
        { try $0.write("new", to: "a") },
        { try FileManager.default.removeItem(atPath: $0.path("b")) },
        { try FileManager.default.moveItem(atPath: $0.path("b"), toPath: $0.path("a")) },
        { guard truncate($0.path("b"), 1) == 0 else { throw StoreError.newer(path: "b") } },
    ]

    @Test(
        "what happens to a file is told with its name",
        arguments: zip(changes.indices, [["a"], ["b"], ["b", "a"], ["b"]]))
    func told(change: Int, names: [String]) throws {
        try folder.write("old", to: "b")
        let called = DispatchSemaphore(value: 0)
        let events = try FolderEvents(folder: folder.url.path, queue: queue) { called.signal() }
        try Self.changes[change](folder)
        called.wait()
        let taken = queue.sync { events.take() }
        #expect(Set(taken) == Set(names.map(FolderEvent.file)))
        #expect(queue.sync { events.take() }.isEmpty)
    }

    @Test("when more happens than the kernel keeps, that is told as lost")
    func overflow() throws {
        let events = try FolderEvents(folder: folder.url.path, queue: queue) {}
        let limit = try String(
            contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        let count = try #require(Int(limit.trimmingCharacters(in: .whitespacesAndNewlines)))
        try folder.write("", to: "a")
        try folder.write("", to: "b")
        let taken = queue.sync {
            // Events that are equal to the one before are one: so two files take turns.
            for number in 0...count { truncate(folder.path(number % 2 == 0 ? "a" : "b"), 0) }
            return events.take()
        }
        #expect(taken.contains(.lost))
    }

    @Test("a folder that is not there is an error that names it")
    func missing() {
        let path = folder.path("missing")
        #expect(
            throws: StoreError.system(path: path, operation: "inotify_add_watch", code: ENOENT)
        ) {
            try FolderEvents(folder: path, queue: queue) {}
        }
    }
}

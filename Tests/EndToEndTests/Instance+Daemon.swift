import BuurtpostTestKit
import Foundation
import Testing

extension Instance {
    /// A daemon that has said that it started.
    func daemon() throws -> RunningProgram {
        let watch = try FolderWatch(folder.url)
        let daemon = try start("run")
        try watch.wait(for: "the daemon to start", while: daemon) {
            daemon.complaints.contains("started")
        }
        try #require(daemon.isRunning, "\(daemon.complaints)")
        return daemon
    }

    /// Ends a daemon in order.
    func end(_ daemon: RunningProgram) throws {
        daemon.terminate()
        #expect(try daemon.wait(seconds: 60).status == 0, "\(daemon.complaints)")
    }

    /// Waits until a query gives `number`, looking after each change in the folder.
    func wait(for what: String, _ sql: String, is number: Int, while daemon: RunningProgram) throws
    {
        let reached = try FolderWatch(folder.url).wait(for: what, while: daemon) {
            try self.number(sql) == number
        }
        #expect(reached, "\(daemon.complaints)")
    }
}

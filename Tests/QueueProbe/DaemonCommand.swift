import ArgumentParser
@preconcurrency import Dispatch
import Foundation
import JobQueue

/// `queueprobe run`: works by the system's clock until SIGTERM.
struct DaemonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Works until SIGTERM; says when the first job was claimed.")

    @OptionGroup var options: WorkOptions

    func run() throws {
        let probe = try Probe(options) { _ in .system }
        let asked = DispatchSemaphore(value: 0)
        signal(SIGTERM, SIG_IGN)
        let source = DispatchSource.makeSignalSource(
            signal: SIGTERM, queue: DispatchQueue(label: "queueprobe.signal"))
        source.setEventHandler { @Sendable in asked.signal() }
        source.resume()
        probe.dispatcher.start()
        asked.wait()
        withExtendedLifetime(source) {}
        if !probe.close() { throw ExitCode.failure }
    }
}

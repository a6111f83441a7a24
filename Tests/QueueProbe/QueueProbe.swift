import ArgumentParser
import Foundation

/// A small program around the queue alone, made to be killed: the torture tests start it and look at what it leaves.
///
/// What it works on comes from its arguments. What it says on standard output is a line for each thing that is
/// durable when the line appears; docs/promises.md says what is proved with it.
@main
struct QueueProbe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queueprobe",
        abstract: "Runs the job queue with scripted work, to be killed at chosen moments.",
        subcommands: [EnqueueCommand.self, DaemonCommand.self, DrainCommand.self])

    /// It dies often: no core files. A thread of the tests that starts it may block signals, which is inherited.
    static func main() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        var empty = sigset_t()
        sigemptyset(&empty)
        sigprocmask(SIG_SETMASK, &empty, nil)
        main(nil)
    }
}

/// Writes one line to standard output with one write(2): a line is there whole or not at all, without a buffer that
/// a kill would lose.
func say(_ line: String) {
    let octets = Array("\(line)\n".utf8)
    _ = write(STDOUT_FILENO, octets, octets.count)
}

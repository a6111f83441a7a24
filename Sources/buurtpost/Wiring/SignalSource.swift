@preconcurrency import Dispatch
import Glibc

/// Signals as events on a queue, until it is let go of.
final class SignalSource {
    private let sources: [any DispatchSourceSignal]

    /// The signals' own action is ignored from now on, for the life of the process (sigaction(2)). Several of a kind
    /// that come together may be one event.
    init(
        _ signals: [Int32], on queue: DispatchQueue, _ action: @escaping @Sendable () -> Void
    ) {
        sources = signals.map { number in
            Self.ignore(number)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in action() }
            source.resume()
            return source
        }
    }

    deinit { for source in sources { source.cancel() } }

    /// Nothing happens when the signal comes, instead of the end of the process.
    static func ignore(_ number: Int32) { _ = signal(number, SIG_IGN) }
}

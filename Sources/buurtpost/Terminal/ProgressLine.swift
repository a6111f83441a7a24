import Foundation
import Model
import Synchronization

/// One line of a terminal that shows how far a long command is, and how long it takes yet. Silent when standard
/// error is no terminal.
final class ProgressLine: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let began = ContinuousClock.now
    private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

    /// Shows `text` in place of what was there; at most ten times in a second.
    func show(_ text: @autoclosure () -> String) {
        guard isTerminal, mayShow() else { return }
        Output.tell("\r\u{1B}[K" + text())
    }

    /// Takes the line away.
    func clear() {
        if isTerminal { Output.tell("\r\u{1B}[K") }
    }

    /// `1,234 of 30,000 letters, 800/s, 36 s left`.
    func text(done: Int, of total: Int, _ things: String) -> String {
        let seconds = (ContinuousClock.now - began).seconds
        let rate = Double(done) / max(seconds, 0.001)
        let left = rate > 0 ? Int((Double(total - done) / rate).rounded(.up)) : 0
        let counts = "\(done.formatted(Self.plain)) of \(total.formatted(Self.plain)) \(things)"
        return done == 0 ? counts : "\(counts), \(Int(rate))/s, \(Self.duration(left)) left"
    }

    private static let plain = IntegerFormatStyle<Int>(locale: Locale(identifier: "en_US_POSIX"))
        .grouping(.automatic)

    private static func duration(_ seconds: Int) -> String {
        seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    }

    private func mayShow() -> Bool {
        lastShown.withLock { last in
            let now = ContinuousClock.now
            if let last, now - last < .milliseconds(100) { return false }
            last = now
            return true
        }
    }
}

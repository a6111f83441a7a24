import Foundation
import Model

/// Says when something is or was, to people who look at a clock: `2026-03-25 06:30 (in 25 min)`.
struct ExplainedTime {
    let calendar: LocalCalendar
    let now: Date

    func text(_ time: Date) -> String {
        "\(calendar.date(at: time)) \(calendar.time(at: time)) (\(distance(to: time)))"
    }

    private func distance(to time: Date) -> String {
        let seconds = time.timeIntervalSince(now)
        if abs(seconds) < 1 { return "now" }
        return seconds > 0 ? "in \(Self.span(seconds))" : "\(Self.span(-seconds)) ago"
    }

    /// In the largest unit of which there are two.
    private static func span(_ seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(Int(seconds.rounded())) s"
        case ..<7200: "\(Int((seconds / 60).rounded())) min"
        case ..<172_800: "\(Int((seconds / 3600).rounded())) h"
        default: "\(Int((seconds / 86_400).rounded())) days"
        }
    }
}

import Model

/// When a schedule fires.
public enum ScheduleRule: Equatable, Sendable {
    /// In intervals of real time: once when it is first seen, then again and again; summer time does not move it.
    /// At least one second; parts of a millisecond are cut off.
    case every(Duration)
    /// By the clock on the wall.
    case cron(CronExpression)
}

extension ScheduleRule {
    /// The column `schedule.rule`.
    var text: String {
        switch self {
        case .every(let interval): "every \(interval.milliseconds)"
        case .cron(let expression): "cron \(expression.text)"
        }
    }

    /// Reads what ``text`` gives; nil for what another version may have written.
    public init?(text: String) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "every":
            guard let interval = Int64(parts[1]), interval >= 1000 else { return nil }
            self = .every(.milliseconds(interval))
        case "cron":
            guard let expression = try? CronExpression(parts[1]) else { return nil }
            self = .cron(expression)
        default: return nil
        }
    }

    var isInterval: Bool { if case .every = self { true } else { false } }
}

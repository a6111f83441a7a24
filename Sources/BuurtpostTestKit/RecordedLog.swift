public import Logging
import Synchronization

/// Keeps what is logged, so that a test can look whether somebody was told, and how often.
public final class RecordedLog: Sendable {
    private let lines = Mutex<[String]>([])

    public init() {}

    /// Writes here, from level `notice` upwards.
    public var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .notice
        return logger
    }

    /// What was said: `level: message key=value …` with the keys in order.
    public var entries: [String] { lines.withLock { $0 } }

    public var notices: [String] { entries.filter { $0.hasPrefix("notice: ") } }
    public var warnings: [String] { entries.filter { $0.hasPrefix("warning: ") } }
    public var errors: [String] { entries.filter { $0.hasPrefix("error: ") } }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .notice

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = metadata.merging(event.metadata ?? [:]) { $1 }
                .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            log.lines.withLock { $0.append("\(event.level): \(event.message)\(values.joined())") }
        }
    }
}

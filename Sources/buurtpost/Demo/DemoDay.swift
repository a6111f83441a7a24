import Foundation

/// The times of the demo, all in RFC 3339 as one would type them. The town's events and posts are made for this day.
enum DemoDay {
    /// When the platform joins: the evening before, so that what it has by then is no news.
    static let joined = "2026-03-24T17:00:00+01:00"
    /// When the news of the night comes in.
    static let newsIn = "2026-03-25T04:30:00+01:00"
    /// The morning, long enough for the earliest and the latest reader.
    static let begin = "2026-03-25T05:00:00+01:00"
    static let end = "2026-03-25T08:30:00+01:00"
    /// The morning after it, for the visitor to go on with.
    static let nextBegin = "2026-03-26T05:00:00+01:00"
    static let nextEnd = "2026-03-26T08:30:00+01:00"
    /// The resident who is shown first.
    static let firstReader = "bewoner-1001"
}

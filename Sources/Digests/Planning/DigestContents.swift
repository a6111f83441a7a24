import Foundation
import Model

/// What one digest holds, fixed when it is planned: `letter.args`. The words are made when it is sent.
struct DigestContents: Equatable, Sendable, Codable {
    /// One occurrence of an event.
    struct EventKey: Hashable, Sendable, Codable {
        let event: Int64
        /// The occurrence's start as first planned, in local time.
        let key: String
    }

    var date: LocalDate
    var today: [EventKey] = []
    var tomorrow: [EventKey] = []
    var posts: [Int64] = []
    var entries: [Int64] = []
    var polls: [Int64] = []
    /// Which question of the week, by its place in the list; nil when there is no list.
    var question: Int?
    /// How many items did not fit.
    var more = 0
    /// The reader's watermark before and after: what lies between is in here or did not fit.
    var from: Int64?
    var to: Int64 = 0

    /// The question of the week alone is no reason to write.
    var hasSomethingToSay: Bool {
        !(today.isEmpty && tomorrow.isEmpty && posts.isEmpty && entries.isEmpty && polls.isEmpty)
    }
}

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

    /// What is the same for all readers who were told the same and like the same.
    struct Common: Equatable, Sendable, Codable {
        var date: LocalDate
        /// Whether it tells of a week, not of a day.
        var isWeekly = false
        var today: [EventKey] = []
        /// Tomorrow; in a weekly digest the six days after today.
        var later: [EventKey] = []
        var posts: [Int64] = []
        var entries: [Int64] = []
        var polls: [Int64] = []
        /// How many items did not fit, the reader's own ones included.
        var more = 0
        /// The reader's watermark before and after: what lies between is in here or did not fit.
        var from: Int64?
        var to: Int64 = 0

        var isEmpty: Bool {
            today.isEmpty && later.isEmpty && posts.isEmpty && entries.isEmpty && polls.isEmpty
        }
    }

    var common: Common
    /// Changes of events that the reader is enrolled in.
    var changes: [Int64] = []
    /// Help requests that fit the reader.
    var help: [Int64] = []

    var from: Int64? { common.from }
    var to: Int64 { common.to }

    /// The question of the week alone is no reason to write.
    var hasSomethingToSay: Bool { !(common.isEmpty && changes.isEmpty && help.isEmpty) }
}

extension DigestContents {
    /// As it stands in `letter.args`: equal contents are equal texts.
    func json() throws -> String { json(common: try common.json()) }

    /// The same with the common part encoded before: a million readers share a few thousand of them.
    func json(common: String) -> String {
        "{\"changes\":\(Self.list(changes)),\"common\":\(common),\"help\":\(Self.list(help))}"
    }

    private static func list(_ numbers: [Int64]) -> String {
        "[" + numbers.map(String.init).joined(separator: ",") + "]"
    }
}

extension DigestContents.Common {
    /// Keys in order.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

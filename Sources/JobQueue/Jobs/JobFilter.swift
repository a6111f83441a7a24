public import Foundation
import GRDB
import Model

/// Which jobs are meant. What is nil or empty does not matter; the rest all has to fit.
public struct JobFilter: Equatable, Sendable {
    /// The states of jobs that did not do their work, or not yet: ``JobState/retryable`` and ``JobState/discarded``.
    public static let failed: Set<JobState> = [.retryable, .discarded]

    /// This queue and its branches: `mail` also means `mail/example.org`.
    public var queue: String?
    public var kind: String?
    /// One of these. The default is none: any state.
    public var states: Set<JobState> = []
    /// A word that is among its tags.
    public var tag: String?
    /// Created then or later.
    public var since: Date?
    /// Only those over which the process died so often that they were set aside. The default is false.
    public var isQuarantined = false
    /// At most so many, the newest. The default is 100.
    public var limit = 100

    public init() {}

    /// Whether every job fits.
    public var isEmpty: Bool {
        var all = JobFilter()
        all.limit = limit
        return self == all
    }

    /// An SQL condition on a row of `job`, with ``arguments``. Only what matters is in it, so that an index can serve.
    var condition: String {
        let terms = [
            // "0" is the character after "/".
            queue.map { _ in
                "(queue = :queue OR (queue > :queue || '/' AND queue < :queue || '0'))"
            },
            kind.map { _ in "kind = :kind" },
            states.isEmpty ? nil : "state IN (\(stateList))",
            tag.map { _ in "EXISTS (SELECT 1 FROM json_each(tags) WHERE value = :tag)" },
            since.map { _ in "created_at >= :since" },
            isQuarantined ? "state = 'discarded' AND crashes >= \(Rescue.mostCrashes)" : nil,
        ].compactMap(\.self)
        return terms.isEmpty ? "TRUE" : terms.joined(separator: " AND ")
    }

    /// Words of our own, so they need no binding.
    private var stateList: String {
        states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
    }

    var arguments: StatementArguments {
        var arguments: [String: (any DatabaseValueConvertible)?] = [:]
        if let queue { arguments["queue"] = queue }
        if let kind { arguments["kind"] = kind }
        if let tag { arguments["tag"] = tag }
        if let since { arguments["since"] = since.unixMilliseconds }
        return StatementArguments(arguments)
    }
}

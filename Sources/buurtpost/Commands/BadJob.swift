import Foundation
import Model

/// A job that can never be right. Says what, and what to write instead; holds none of its arguments.
enum BadJob: Error, Equatable, CustomStringConvertible {
    case notJSON(reason: String)
    case notAnObject
    case numberForTime(option: String, number: Int64)
    case expiresFirst
    case tooLong(what: String, most: Int)
    case unknownKind(String, nearest: String?, known: [String])
    /// What the CHECKs of the table say.
    case refused(check: String)

    var description: String {
        switch self {
        case .notJSON(let reason):
            "--args is no JSON: \(reason) Write an object in quotes of the shell, such as '{\"request\": 42}'"
        case .notAnObject:
            "--args is JSON, but no object; write one, such as '{\"request\": 42}'"
        case .numberForTime(let option, let number):
            "\(option) \(number) is a number; write the time with its offset, such as 2026-03-25T08:05:00+01:00\(Self.hint(number))"
        case .expiresFirst:
            "--expires lies before the job may begin; write a later time, or leave it out"
        case .tooLong(let what, let most):
            "\(what) must have 1 to \(most) characters"
        case .unknownKind(let kind, let nearest, let known):
            "this installation knows no kind '\(kind)'\(nearest.map { "; did you mean '\($0)'?" } ?? ".") "
                + "It knows \(known.sorted().joined(separator: ", ")). "
                + "With --force it is enqueued all the same and held for 24 hours in case an upgrade brings the kind"
        case .refused(let check):
            "the database refuses the job: \(check)"
        }
    }

    /// What somebody who wrote seconds or milliseconds since 1970 meant.
    private static func hint(_ number: Int64) -> String {
        let seconds = number >= 100_000_000_000 ? number / 1000 : number
        guard (0...99_999_999_999).contains(seconds) else { return "" }
        let date = Date(unixMilliseconds: seconds * 1000)
        let unit = seconds == number ? "seconds" : "milliseconds"
        return " (as \(unit) since 1970 it would be \(date.formatted(.iso8601)))"
    }
}

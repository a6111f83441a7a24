import Foundation
public import Model

/// The questions of the week: one per line of `questions.nl.txt`, empty lines and lines with `#` left out.
public struct QuestionList: Equatable, Sendable {
    public let questions: [String]

    /// - Parameters:
    ///   - text: The whole file.
    public init(_ text: String) {
        questions = text.split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    /// The place of the question of the week that `date` lies in, Monday to Sunday; nil when there is none.
    ///
    /// The list is gone through in order, so with 53 or more none comes twice within a year.
    public func index(on date: LocalDate) -> Int? {
        guard !questions.isEmpty else { return nil }
        let monday = date.daysSince1970 - (date.weekday - 1)
        let week = (monday + 3) / 7
        return ((week % questions.count) + questions.count) % questions.count
    }
}

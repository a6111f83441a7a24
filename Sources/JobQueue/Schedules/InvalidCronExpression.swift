/// What is wrong with a cron expression.
public struct InvalidCronExpression: Error, Equatable, Sendable {
    /// Where the part that is wrong begins, in characters from 1.
    public let column: Int
    /// That part.
    public let text: String
    /// Reads on from the part: `is no hour`.
    public let reason: String
    /// What to do, in the imperative.
    public let remedy: String
}

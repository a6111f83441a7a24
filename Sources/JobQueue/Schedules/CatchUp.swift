/// What becomes of the occurrences that nobody was there for.
public enum CatchUp: String, CaseIterable, Sendable {
    /// The last one runs, the others are skipped.
    case latest
    /// Each one runs, in order.
    case all
    /// None runs.
    case none
}

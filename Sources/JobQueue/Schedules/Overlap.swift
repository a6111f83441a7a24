/// What becomes of an occurrence while the job of the former one has not ended.
public enum Overlap: String, CaseIterable, Sendable {
    /// It is skipped. Occurrences that ``CatchUp/all`` makes up for at one time do not count against each other.
    case skip
    /// It runs beside the former one.
    case allow
}

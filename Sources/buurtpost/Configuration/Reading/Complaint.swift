/// What a rule has against a value. The section that holds the value adds the place and the key.
struct Complaint: Error, Equatable, Sendable {
    /// Reads on from the key: `is not a number`.
    let what: String
    /// What to do, in the imperative.
    let remedy: String

    init(_ what: String, remedy: String) {
        self.what = what
        self.remedy = remedy
    }
}

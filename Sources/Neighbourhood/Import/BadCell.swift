/// Why a cell was not taken.
struct BadCell: Error, Equatable {
    /// Completes "digest_time …", says what to do, and does not hold the cell's text.
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

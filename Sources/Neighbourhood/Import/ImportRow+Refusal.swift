extension ImportRow {
    /// - Parameter column: The column where the fault is; nil means the row as a whole.
    func refusal(_ reason: String, in file: String, at column: String? = nil) -> Refusal {
        let line = column.flatMap { laterLines[$0] } ?? line
        return Refusal(
            file: file, line: line, column: column.flatMap { positions[$0] } ?? 1, reason: reason)
    }
}

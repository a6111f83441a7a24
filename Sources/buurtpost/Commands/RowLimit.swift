import ArgumentParser

/// How many rows a list shows at most, 1...1,000,000. The default is 100.
struct RowLimit: Equatable, Sendable {
    private(set) var count = 100

    init() {}

    /// Reads a whole number in digits.
    ///
    /// - Throws: `ValidationError` with a sentence, which ends the program with 64.
    init(_ text: String) throws {
        guard let count = Int(text), (1...1_000_000).contains(count) else {
            throw ValidationError("'\(text)' is no limit; write a whole number from 1 to 1000000")
        }
        self.count = count
    }
}

/// A row or a file that was not taken, and why.
public struct Refusal: Equatable, Sendable, Codable {
    /// The file's name without its folder, such as `residents.csv`.
    public let file: String
    /// 1 for the first line.
    public let line: Int
    /// 1 for the first character of the line, counted in Unicode scalars.
    public let column: Int
    /// What is wrong and what to do, as a sentence without the value of an address or a name.
    public let reason: String

    public init(file: String, line: Int, column: Int, reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }
}

/// Thrown inside the import only; what leaves it is a report.
extension Refusal: Error {}

extension Refusal: CustomStringConvertible {
    /// `residents.csv:12:5: reason`, as compilers write it, so that editors can jump there.
    public var description: String { "\(file):\(line):\(column): \(reason)" }
}

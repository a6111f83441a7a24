/// Why a configuration cannot be used: all of its problems, sorted, at least one.
struct ConfigurationProblems: Error, Equatable, Sendable, CustomStringConvertible {
    let problems: [Problem]

    /// One problem per line.
    var description: String { problems.map(\.description).joined(separator: "\n") }
}

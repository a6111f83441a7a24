/// One mistake in the configuration: where it stands, what is wrong, and what to do about it.
///
/// Holds no address and no secret. Every text is one line without control characters.
struct Problem: Error, Equatable, Sendable {
    /// Where the mistake was made.
    enum Place: Equatable, Sendable {
        /// Line and column count from 1; the column counts Unicode scalars. A problem of the file as a whole
        /// (or of a folder) stands at 1:1.
        case file(path: String, line: Int, column: Int)
        /// An environment variable.
        case variable(String)
    }

    let place: Place
    /// The path of the key, such as `relays[0].url`. Empty when the problem is not about one key.
    let key: String
    /// What is wrong. Reads on from the key: `is not a number`.
    let what: String
    /// What to do, in the imperative: `write a whole number from 1 to 64`.
    let remedy: String
}

extension Problem: CustomStringConvertible {
    /// `file:line:column: key: what; what to do`, the form that editors can jump to.
    var description: String {
        let subject = key.isEmpty ? "" : "\(key): "
        return "\(place): \(subject)\(what); \(remedy)"
    }
}

extension Problem.Place: CustomStringConvertible {
    /// `file:line:column`, or the name of the variable.
    var description: String {
        switch self {
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .variable(let name): name
        }
    }
}

extension Problem: Comparable {
    /// Files by name, line and column, then environment variables by name.
    static func < (left: Problem, right: Problem) -> Bool { left.order < right.order }

    private var order: (Int, String, Int, Int, String) {
        switch place {
        case .file(let path, let line, let column): (0, path, line, column, key)
        case .variable(let name): (1, name, 0, 0, key)
        }
    }
}

extension Problem: Encodable {
    private enum CodingKeys: String, CodingKey {
        case file, line, column, variable, key, what, remedy
    }

    /// An object with `file`, `line` and `column`, or with `variable`; then `key`, `what` and `remedy`.
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        switch place {
        case .file(let path, let line, let column):
            try object.encode(path, forKey: .file)
            try object.encode(line, forKey: .line)
            try object.encode(column, forKey: .column)
        case .variable(let name):
            try object.encode(name, forKey: .variable)
        }
        try object.encode(key, forKey: .key)
        try object.encode(what, forKey: .what)
        try object.encode(remedy, forKey: .remedy)
    }
}

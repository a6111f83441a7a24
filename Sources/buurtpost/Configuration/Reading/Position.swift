import Yams

/// A place in a file. Lines and columns count from 1, columns in Unicode scalars.
struct Position: Equatable, Sendable {
    let line: Int
    let column: Int

    /// The first character of a file.
    static let start = Position(line: 1, column: 1)
}

extension Position {
    /// A place as the parser tells it; in an empty text it tells 0, which becomes 1.
    init(_ mark: Mark) {
        line = max(1, mark.line)
        column = max(1, mark.column)
    }
}

extension Node {
    /// Where the node begins.
    var position: Position? { mark.map(Position.init) }
}

extension Position: Comparable {
    static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

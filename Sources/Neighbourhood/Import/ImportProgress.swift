/// How far an import is.
public struct ImportProgress: Equatable, Sendable {
    /// The file that is being read.
    public let file: String
    /// Rows of it that were dealt with, refused ones included.
    public let rows: Int
}

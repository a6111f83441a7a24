/// Why an import could not begin.
public enum ImportError: Error, Equatable, CustomStringConvertible {
    /// The folder cannot be listed.
    case noFolder(reason: String)

    public var description: String {
        switch self {
        case .noFolder(let reason): "the exchange folder \(reason)"
        }
    }
}

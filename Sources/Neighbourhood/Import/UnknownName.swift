import Model

/// The name of a column or file that nobody knows.
public struct UnknownName: Equatable, Sendable, Codable {
    /// At most 64 characters, without control characters, and `<…>` when it holds an @ and so may be an address.
    public let name: String
    /// What was probably meant.
    public let nearest: String?

    init(_ name: String, known: [String]) {
        let printable = name.unicodeScalars.filter { $0.properties.generalCategory != .control }
        self.name = name.contains("@") ? "<…>" : String(String(printable).prefix(64))
        nearest = NearestName.of(name, in: known)
    }
}

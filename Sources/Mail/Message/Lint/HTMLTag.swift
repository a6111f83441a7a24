/// A start or end tag of a letter's HTML.
struct HTMLTag: Equatable {
    /// In lower case.
    let name: String
    let isEnd: Bool
    /// Values with their character references replaced, by name in lower case.
    let attributes: [String: String]
    /// Whether an attribute stands there twice, or without quotes.
    let isMalformed: Bool

    subscript(_ attribute: String) -> String? { attributes[attribute] }
}

/// Something to choose or to fill in.
public struct PageField: Equatable, Sendable {
    /// What it is sent as: letters, digits, hyphens.
    public var name: String
    /// The question.
    public var label: String
    /// A sentence below the question; empty for none.
    public var hint: String
    public var kind: Kind

    public enum Kind: Equatable, Sendable {
        /// One of several, all to be seen.
        case one([PageOption], chosen: String)
        /// One of many, in a list that opens.
        case oneOfMany([PageOption], chosen: String)
        /// Any number of several.
        case any([PageOption], chosen: Set<String>)
        /// A day, `YYYY-MM-DD` or empty.
        case day(String)
        /// A line of text.
        case line(String, atMost: Int)
    }

    public init(_ name: String, _ label: String, hint: String = "", _ kind: Kind) {
        self.name = name
        self.label = label
        self.hint = hint
        self.kind = kind
    }
}

/// One answer to choose.
public struct PageOption: Equatable, Sendable {
    /// What is sent.
    public let value: String
    /// What is read.
    public let label: String

    public init(_ value: String, _ label: String) {
        self.value = value
        self.label = label
    }
}

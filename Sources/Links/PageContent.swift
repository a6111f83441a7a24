public import Model

/// What stands on a page, as text: the server escapes it, so nothing in it can become markup.
public struct PageContent: Equatable, Sendable {
    public var language: Language
    /// The heading of the page and of its window. Says what is to be done, or what was done.
    public var title: String
    /// From top to bottom.
    public var blocks: [PageBlock]

    public init(_ title: String, language: Language, _ blocks: [PageBlock]) {
        self.language = language
        self.title = title
        self.blocks = blocks
    }
}

/// A piece of a page.
public enum PageBlock: Equatable, Sendable {
    /// A heading below the title.
    case heading(String)
    case paragraph(String)
    /// A paragraph in a frame: what was just done, or what has to be known before the button.
    case notice(String)
    case list([String])
    /// What is known, as names and values: `E-mail: a•••@example.nl`.
    case facts([PageFact])
    case link(String, WebLink)
    case form(PageForm)
}

/// One thing that is known about the subject.
public struct PageFact: Equatable, Sendable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A piece of an HTML document. Text is escaped when it is written; names are our own words, so there
/// is no way in which a value becomes markup.
indirect enum HTMLNode: Equatable, Sendable {
    case text(String)
    case element(String, [HTMLAttribute], [HTMLNode])
    /// Several beside each other.
    case group([HTMLNode])

    /// Elements without content and end tag (<https://html.spec.whatwg.org/#void-elements>).
    private static let void: Set<String> = ["input", "link", "meta"]

    /// An element with what is in it.
    ///
    /// - Parameter name: Such as `td`.
    static func tag(
        _ name: StaticString, _ attributes: HTMLAttribute..., holding children: [HTMLNode]
    ) -> HTMLNode {
        .element("\(name)", attributes, children)
    }

    /// An element with text in it.
    static func tag(
        _ name: StaticString, _ attributes: HTMLAttribute..., text: String
    ) -> HTMLNode {
        .element("\(name)", attributes, [.text(text)])
    }

    /// An element with nothing in it.
    static func tag(_ name: StaticString, _ attributes: HTMLAttribute...) -> HTMLNode {
        .element("\(name)", attributes, [])
    }

    /// As markup.
    var html: String {
        var result = ""
        write(to: &result)
        return result
    }

    private func write(to result: inout String) {
        switch self {
        case .text(let text): result += PageHTML.escaped(text)
        case .group(let nodes): for node in nodes { node.write(to: &result) }
        case .element(let name, let attributes, let children):
            result += "<\(name)"
            for attribute in attributes { result += attribute.html }
            result += ">"
            guard !Self.void.contains(name) else { return }
            for child in children { child.write(to: &result) }
            result += "</\(name)>\n"
        }
    }
}

/// A name and a value: `class="number"`. One without a value, such as `required`, is just named.
struct HTMLAttribute: Equatable, Sendable {
    private let name: String
    private let value: String?

    init(_ name: StaticString, _ value: some CustomStringConvertible) {
        self.name = "\(name)"
        self.value = value.description
    }

    init(_ name: StaticString) {
        self.name = "\(name)"
        value = nil
    }

    var html: String { " \(name)" + (value.map { "=\"\(PageHTML.escaped($0))\"" } ?? "") }
}

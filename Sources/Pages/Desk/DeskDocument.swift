import Model

/// A page of the desk as a whole document.
struct DeskDocument {
    /// The pages that can be reached from each other, in this order.
    enum Leaf: String, CaseIterable {
        case today = ""
        case queues = "wachtrijen"
        case troubles = "aandacht"
        case search = "zoeken"
        case figures = "cijfers"
        case actions = "handelingen"

        var title: String {
            switch self {
            case .today: "Vandaag"
            case .queues: "Wachtrijen"
            case .troubles: "Aandacht"
            case .search: "Zoeken"
            case .figures: "Cijfers"
            case .actions: "Handelingen"
            }
        }

        /// Behind the desk's own path.
        var path: [String] { rawValue.isEmpty ? [] : [rawValue] }
    }

    let platform: Platform
    let place: DeskPlace
    /// nil before the log-in.
    let visitor: DeskOperator?

    /// - Parameters:
    ///   - leaf: Which of ``Leaf`` it is; nil for a page below one of them.
    ///   - notice: What was just done.
    ///   - body: What stands below the title.
    func html(_ title: String, at leaf: Leaf?, notice: String? = nil, _ body: [HTMLNode]) -> String
    {
        "<!DOCTYPE html>\n"
            + HTMLNode.tag(
                "html", HTMLAttribute("lang", "nl"),
                holding: [
                    head(title),
                    .tag(
                        "body",
                        holding: [skip, header, navigation(leaf)]
                            + [main(title, notice, body)]),
                ]
            ).html
    }

    private func head(_ title: String) -> HTMLNode {
        .tag(
            "head",
            holding: [
                .tag("meta", HTMLAttribute("charset", "utf-8")),
                .tag("title", text: "\(title) – beheer van \(platform.name)"),
                .tag(
                    "meta", HTMLAttribute("name", "viewport"),
                    HTMLAttribute("content", "width=device-width, initial-scale=1")),
                .tag(
                    "link", HTMLAttribute("rel", "stylesheet"),
                    HTMLAttribute("href", place.link(["beheer.css"]))),
                .tag(
                    "script", HTMLAttribute("src", place.link(["beheer.js"])),
                    HTMLAttribute("defer")),
            ])
    }

    private var skip: HTMLNode {
        .tag(
            "a", HTMLAttribute("class", "skip"), HTMLAttribute("href", "#inhoud"),
            text: "Naar de inhoud")
    }

    private var header: HTMLNode {
        .tag(
            "header",
            holding: [.tag("span", text: "Beheer van \(platform.name)")]
                + (visitor.map(whoIsHere)
                    ?? []))
    }

    private func whoIsHere(_ visitor: DeskOperator) -> [HTMLNode] {
        guard visitor.mayLogOut else { return [.tag("span", text: visitor.who)] }
        return [
            form(
                ["uitloggen"], weight: "other", [.tag("span", text: "\(visitor.who) ")],
                button: "Log uit")
        ]
    }

    private func navigation(_ current: Leaf?) -> HTMLNode {
        guard visitor != nil else { return .group([]) }
        return .tag(
            "nav", HTMLAttribute("aria-label", "Beheer"),
            holding: [
                .tag(
                    "ul",
                    holding: Leaf.allCases.map { leaf in
                        .tag("li", holding: [entry(leaf, isCurrent: leaf == current)])
                    })
            ])
    }

    private func entry(_ leaf: Leaf, isCurrent: Bool) -> HTMLNode {
        let href = HTMLAttribute("href", place.link(leaf.path))
        return isCurrent
            ? .tag("a", href, HTMLAttribute("aria-current", "page"), text: leaf.title)
            : .tag("a", href, text: leaf.title)
    }

    private func main(_ title: String, _ notice: String?, _ body: [HTMLNode]) -> HTMLNode {
        let said = notice.map {
            HTMLNode.tag(
                "p", HTMLAttribute("class", "notice"), HTMLAttribute("role", "status"), text: $0)
        }
        return .tag(
            "main", HTMLAttribute("id", "inhoud"),
            holding: [.tag("h1", text: title)] + [said].compactMap(\.self) + body)
    }

    // MARK: Parts of pages

    /// What is renewed while the page is open.
    static func live(_ nodes: [HTMLNode]) -> HTMLNode {
        .tag("div", HTMLAttribute("id", "live"), holding: nodes)
    }

    func link(_ text: String, _ path: [String]) -> HTMLNode {
        .tag("a", HTMLAttribute("href", place.link(path)), text: text)
    }

    /// A form with the operator's token in it.
    ///
    /// - Parameter weight: A class of ``PageStyle``: `other`, `grave`, or nothing.
    func form(
        _ path: [String], weight: String = "", hidden: [(StaticString, String)] = [],
        _ fields: [HTMLNode], button: String, about: String? = nil
    ) -> HTMLNode {
        let token = visitor.map { Self.hidden("token", $0.formToken) }
        let values = [token].compactMap(\.self) + hidden.map { Self.hidden($0.0, $0.1) }
        let submit = HTMLAttribute("type", "submit")
        return .tag(
            "form", HTMLAttribute("method", "post"), HTMLAttribute("action", place.link(path)),
            HTMLAttribute("class", weight),
            holding: values + fields + [
                about.map {
                    .tag(
                        "button", submit, HTMLAttribute("aria-label", "\(button): \($0)"),
                        text: button)
                } ?? .tag("button", submit, text: button)
            ])
    }

    /// A field of one line with its label.
    static func field(
        _ name: StaticString, _ label: String, type: StaticString, complete: StaticString,
        value: String = ""
    ) -> HTMLNode {
        .tag(
            "div", HTMLAttribute("class", "field"),
            holding: [
                .tag("label", HTMLAttribute("for", "\(name)"), text: label),
                .tag(
                    "input", HTMLAttribute("id", "\(name)"), HTMLAttribute("name", "\(name)"),
                    HTMLAttribute("type", "\(type)"), HTMLAttribute("autocomplete", "\(complete)"),
                    HTMLAttribute("maxlength", 511), HTMLAttribute("required"),
                    HTMLAttribute("value", value)),
            ])
    }

    private static func hidden(_ name: StaticString, _ value: String) -> HTMLNode {
        .tag(
            "input", HTMLAttribute("type", "hidden"), HTMLAttribute("name", "\(name)"),
            HTMLAttribute("value", value))
    }
}

/// The keys that a renderer gives to a template, and what each may be used for. Checked when
/// templates are loaded.
///
/// ```swift
/// let keys: TemplateKeys = [
///     "name": .value, "isFormal": .flag, "events": .list(["title": .value, "place": .value]),
/// ]
/// ```
/// Inside a section the keys of the scopes around it can be seen too, the innermost first.
public struct TemplateKeys: Sendable {
    /// What stands under a key.
    public indirect enum Kind: Sendable {
        /// Text or a number, perhaps absent: `{{key}}`. As a section it asks whether it is there,
        /// and `{{.}}` is the text.
        case value
        /// HTML of our own making, perhaps absent: `{{{key}}}`, in `.html` files only.
        case markup
        /// Yes or no: `{{#key}}…{{/key}}` or `{{^key}}…{{/key}}`; it cannot be printed.
        case flag
        /// One thing with keys of its own, perhaps absent: `{{#key}}…{{/key}}` or `{{key.child}}`.
        case section(TemplateKeys)
        /// Things with keys of their own: `{{#key}}…{{/key}}` once for each, `{{^key}}…{{/key}}`
        /// when none.
        case list(TemplateKeys)
        /// Texts: `{{#key}}{{.}}{{/key}}`.
        case values
    }

    let kinds: [String: Kind]

    /// - Precondition: Each key is made of letters, digits, `_` and `-`.
    public init(_ kinds: [String: Kind]) {
        precondition(
            kinds.keys.allSatisfy(TemplateName.isWord), "a key of a template that cannot be written"
        )
        self.kinds = kinds
    }

    /// These keys and `others`; where both have one, that of `others` counts.
    public func merging(_ others: TemplateKeys) -> TemplateKeys {
        TemplateKeys(kinds.merging(others.kinds) { $1 })
    }
}

extension TemplateKeys: ExpressibleByDictionaryLiteral {
    /// - Precondition: No key stands twice.
    public init(dictionaryLiteral elements: (String, Kind)...) {
        self.init(Dictionary(uniqueKeysWithValues: elements))
    }
}

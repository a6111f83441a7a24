import Mustache

/// Fits the values of a renderer to the keys it declared, so that the engine's traps cannot show.
///
/// Every declared key gets something, in every scope. The engine would look for a missing key in
/// the scopes around it and print somebody else's; it would print a nil as "nil" and take an empty
/// text for a present one.
enum TemplateValues {
    /// - Precondition: Each value is what its key declares, and each key is declared: the check of
    ///   the templates is worth nothing otherwise.
    static func fitted(_ values: [String: Any], to keys: TemplateKeys) -> [String: Any] {
        for key in values.keys {
            precondition(keys.kinds[key] != nil, "the key \(key) of a template is not declared")
        }
        return Dictionary(
            uniqueKeysWithValues: keys.kinds.map { key, kind in
                (key, present(values[key]).map { fitted($0, to: kind, key) } ?? absent(kind))
            })
    }

    private static func fitted(_ value: Any, to kind: TemplateKeys.Kind, _ key: String) -> Any {
        switch (kind, value) {
        case (.flag, let flag as Bool): return flag
        case (.section(let keys), let child as [String: Any]): return fitted(child, to: keys)
        case (.list(let keys), let children as [[String: Any]]):
            return children.map { fitted($0, to: keys) }
        case (.values, let texts as [String]): return texts
        case (.value, let text), (.markup, let text):
            guard let text = printed(text) else { break }
            return text.isEmpty ? Absent() : text
        default: break
        }
        preconditionFailure("the value of the key \(key) of a template is not what it declares")
    }

    /// Text and numbers; nil for what people cannot read.
    private static func printed(_ value: Any) -> String? {
        switch value {
        case let text as String: text
        case let text as Substring: String(text)
        case let number as any BinaryInteger: number.description
        case let number as any BinaryFloatingPoint: "\(number)"
        default: nil
        }
    }

    private static func absent(_ kind: TemplateKeys.Kind) -> Any {
        switch kind {
        case .flag: false
        case .list, .values: [String]()
        default: Absent()
        }
    }

    /// `value` without the optionals around it; nil when there is none inside.
    private static func present(_ value: Any?) -> Any? {
        guard let value else { return nil }
        guard let optional = value as? any OptionalValue else { return value }
        return present(optional.wrapped)
    }

    /// Prints as nothing, and as a section is not there.
    private struct Absent: MustacheCustomRenderable {
        var renderText: String { "" }
        var isNull: Bool { true }
    }
}

private protocol OptionalValue {
    var wrapped: Any? { get }
}

extension Optional: OptionalValue {
    fileprivate var wrapped: Any? { map { $0 as Any } }
}

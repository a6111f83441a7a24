/// A place in a template, in lines and characters from 1.
struct TemplatePlace: Hashable {
    var line = 1
    var column = 1

    mutating func pass(_ character: Character) {
        if character.isNewline {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
}

/// One tag of a template.
struct TemplateTag: Hashable {
    enum Kind: Hashable {
        /// `{{name}}`
        case value
        /// `{{{name}}}` or `{{&name}}`
        case raw
        /// `{{#name}}`
        case section
        /// `{{^name}}`
        case inverted
        /// `{{/name}}`
        case end
        /// `{{> name}}`
        case partial
    }

    let kind: Kind
    let name: String
    let place: TemplatePlace
}

/// A language that letters are written in. The raw value is the BCP 47 tag and the folder of the templates.
public enum Language: String, CaseIterable, Sendable, Codable {
    case nl
    case en
}

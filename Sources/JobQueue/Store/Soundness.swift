/// What a look at the whole file found.
public enum Soundness: Equatable, Sendable {
    /// Every page that belongs to the database could be read and fits in with the others.
    case sound
    /// The file is damaged. Says where, in SQLite's words; holds nothing of what the tables hold.
    case damaged(String)

    /// nil when sound.
    public var damage: String? {
        if case .damaged(let text) = self { text } else { nil }
    }
}

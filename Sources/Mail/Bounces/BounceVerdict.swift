/// What became of a message that came to the bounce address.
public enum BounceVerdict: Equatable, Sendable {
    /// It is in the table `bounce`, with all that follows from it.
    case recorded
    /// An automatic reply, a delay and the like: nothing follows from it.
    case ignored(reason: String)
    /// Not understood, or about no letter of ours: nothing follows from it before a person has looked.
    case unclear(reason: String)
}

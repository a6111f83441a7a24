/// What a token in a link turned out to be.
public enum LinkReading: Equatable, Sendable {
    /// Ours, for this purpose, and in time. Compare its version before acting on it.
    case valid(LinkToken)
    /// Ours and for this purpose, but over: say so, and offer to mail a new one to the address on
    /// file.
    case expired(LinkToken)
    /// Not ours, not for this purpose, mutilated, or signed with a key that is gone: show the
    /// common page.
    case forged
}

/// How long finished letters stay to be asked about, counted from their outcome or their expiry, whichever is later.
public struct LetterRetention: Equatable, Sendable {
    /// Letters that were sent or tried. The default is 365 days.
    public var letters: Duration
    /// The why-log: letters that nobody got. The default is 30 days.
    public var skipped: Duration

    public init(
        letters: Duration = .seconds(365 * 86_400), skipped: Duration = .seconds(30 * 86_400)
    ) {
        self.letters = letters
        self.skipped = skipped
    }
}

import Mail

/// The middle of a digest: all that readers with the same contents share, rendered once.
struct DigestSheet: Sendable {
    let text: [BodySegment]
    let html: [BodySegment]
    let subject: String
    /// What the inbox list shows under the subject.
    let preheader: String
    /// How many items are in it; none means that there is nothing to say any more.
    let itemCount: Int
}

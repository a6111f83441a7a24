public import Foundation

/// One look at a page, or one press of its button.
public struct PageVisit: Equatable, Sendable {
    /// Ours and for this page. Its version is the page's to compare with its subject.
    public let token: LinkToken
    public let now: Date

    public init(token: LinkToken, now: Date) {
        self.token = token
        self.now = now
    }

    /// Our own number of what the link is about.
    public var subject: Int64 { token.subject }
}

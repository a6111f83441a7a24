/// A part of the site: the readers' pages, and whatever else answers requests.
public protocol SitePart: Sendable {
    /// Answers a request, or leaves it to the next part with nil.
    ///
    /// Called on a thread that may block, several at once. GET must change nothing.
    ///
    /// - Throws: What stands in the way; the visitor gets the page for status 503.
    func answer(_ request: SiteRequest, with desk: PageDesk) throws -> SiteResponse?
}

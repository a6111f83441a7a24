public import Foundation

/// A request after the server's checks: limits are kept, the sender is known.
public struct SiteRequest: Equatable, Sendable {
    /// HEAD counts as ``get``: the server leaves the body out.
    public enum Method: String, Equatable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public let method: Method
    /// The parts of the path behind that of the public address: `["unsubscribe", "ae…"]`. Still
    /// percent-encoded.
    public let path: [String]
    /// Behind the `?`; nil when there is none.
    public let query: String?
    /// Names in lower case; values of a repeated one are joined with a comma.
    public let headers: [String: String]
    public let body: [UInt8]
    /// The address of who asks, as told by a trusted proxy or by the connection; `unix` when a
    /// socket tells nothing.
    public let client: String
    /// Whether it comes from a trusted proxy or over a Unix socket, whose headers are believed.
    public let isFromProxy: Bool
    public let now: Date

    public init(
        _ method: Method, _ path: [String], query: String? = nil, headers: [String: String] = [:],
        body: [UInt8] = [], client: String, isFromProxy: Bool = false, now: Date
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.client = client
        self.isFromProxy = isFromProxy
        self.now = now
    }
}

/// What a part of the site answers. The server adds the headers that keep readers safe.
public struct SiteResponse: Equatable, Sendable {
    /// 200...599.
    public var status: Int
    /// Such as `text/html; charset=utf-8`.
    public var mediaType: String
    public var body: [UInt8]
    /// Further headers. One that the server sets itself is replaced by what stands here.
    public var headers: [String: String]

    public init(
        _ status: Int = 200, mediaType: String, body: [UInt8], headers: [String: String] = [:]
    ) {
        self.status = status
        self.mediaType = mediaType
        self.body = body
        self.headers = headers
    }
}

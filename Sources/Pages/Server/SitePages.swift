import Links
public import Model

/// The pages that no feature offers: what is said when a link leads nowhere, is over, or something
/// fails. They tell nobody whether a link was forged, mutilated or never existed.
public struct SitePages: Sendable {
    private let platform: Platform

    public init(platform: Platform) {
        self.platform = platform
    }

    /// The answer to what cannot be done, in the visitor's language.
    func response(
        _ refusal: SiteRefusal, headers: [String: String]
    ) -> SiteResponse {
        let words = PageWords(platform, Self.language(headers, platform), nil)
        let (title, sentence) = words.refusal(refusal)
        return response(
            PageContent(title, language: words.language, [.paragraph(sentence)] + words.desk),
            status: refusal.status, headers: refusal.headers)
    }

    /// A page of ours as HTML.
    func response(
        _ content: PageContent, status: Int = 200, headers: [String: String] = [:]
    ) -> SiteResponse {
        let html = PageHTML(platform: platform).document(content)
        return SiteResponse(
            status, mediaType: "text/html; charset=utf-8", body: Array(html.utf8),
            headers: headers.merging(["Content-Language": content.language.rawValue]) { $1 })
    }

    /// The first language of `Accept-Language` that we speak; else the platform's.
    static func language(_ headers: [String: String], _ platform: Platform) -> Language {
        let wishes = (headers["accept-language"] ?? "").split(separator: ",").prefix(20)
        let known = wishes.lazy.compactMap { wish in
            Language(
                rawValue: wish.drop(while: { $0 == " " }).prefix(while: { $0.isLetter })
                    .lowercased())
        }
        return known.first ?? platform.language
    }
}

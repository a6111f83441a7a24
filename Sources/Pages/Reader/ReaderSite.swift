import Foundation
public import Links
import Mail
public import Model
import Synchronization

/// The pages behind the links in letters: `/<purpose>/<token>`.
///
/// Reads the token once, in one place; pages see genuine ones only.
public final class ReaderSite: SitePart {
    private let pages: [LinkPurpose: any ReaderPage]
    private let keys: LinkKeys
    private let site: SitePages
    private let platform: Platform
    private let guesses = Mutex(GuessLimit())

    /// - Precondition: No two pages have the same purpose.
    public init(
        _ pages: [any ReaderPage], keys: LinkKeys, site: SitePages, platform: Platform
    ) {
        self.pages = Dictionary(uniqueKeysWithValues: pages.map { ($0.purpose, $0) })
        self.keys = keys
        self.site = site
        self.platform = platform
    }

    public func answer(_ request: SiteRequest, with desk: PageDesk) throws -> SiteResponse? {
        guard request.path.count == 2 else { return nil }
        guard guesses.withLock({ $0.admits(request.client, now: request.now) }) else {
            return refuse(.tooManyGuesses, request)
        }
        guard let purpose = LinkPurpose(request.path[0]), let page = pages[purpose] else {
            return forged(request)
        }
        switch keys.read(request.path[1], for: purpose, now: request.now) {
        case .forged: return forged(request)
        case .expired(let token):
            return try renew(page, PageVisit(token: token, now: request.now), request, desk)
        case .valid(let token):
            return try answer(page, PageVisit(token: token, now: request.now), request, desk)
        }
    }

    private func answer(
        _ page: any ReaderPage, _ visit: PageVisit, _ request: SiteRequest, _ desk: PageDesk
    ) throws -> SiteResponse {
        switch request.method {
        case .get:
            return try response(
                to: desk.read { try page.show(visit, in: $0) }, page, visit, request, desk)
        case .post:
            guard let submission = PageSubmission(urlEncoded: request.body) else {
                return refuse(.unreadable, request)
            }
            // A page that became invalid while it was looked at: its button offers a new link.
            if submission.action == PageWords.renewAction {
                return try renew(page, visit, request, desk)
            }
            return try response(
                to: desk.write { try page.press(submission, visit, in: $0) }, page, visit, request,
                desk)
        }
    }

    private func response(
        to answer: PageAnswer, _ page: any ReaderPage, _ visit: PageVisit, _ request: SiteRequest,
        _ desk: PageDesk
    ) throws -> SiteResponse {
        switch answer {
        case .page(let content): return site.response(content)
        case .download(let file):
            return SiteResponse(
                mediaType: file.mediaType, body: file.octets,
                headers: ["Content-Disposition": "attachment; filename=\"\(file.name)\""])
        case .gone: return site.response(words(request).gone, status: 410)
        case .over: return try renew(page, visit, request, desk)
        }
    }

    // MARK: Links that are over, and forged ones

    /// Says so; the button mails a new link, at most one in an hour for each page.
    private func renew(
        _ page: any ReaderPage, _ visit: PageVisit, _ request: SiteRequest, _ desk: PageDesk
    ) throws -> SiteResponse {
        guard let renewal = try desk.read({ try page.renewal(visit, in: $0) }) else {
            return site.response(words(request).over, status: 410)
        }
        let words = PageWords(platform, renewal.language, renewal.addressForm)
        let action = PageSubmission(urlEncoded: request.body)?.action
        guard request.method == .post, action == PageWords.renewAction else {
            return site.response(words.renew, status: 410)
        }
        _ = try desk.write { db in
            try AccountLetter(renewal).plan(for: renewal.resident, now: visit.now, in: db)
        }
        return site.response(words.renewed)
    }

    private func forged(_ request: SiteRequest) -> SiteResponse {
        guesses.withLock { $0.count(request.client, now: request.now) }
        return refuse(.notFound, request)
    }

    private func refuse(_ refusal: SiteRefusal, _ request: SiteRequest) -> SiteResponse {
        site.response(refusal, headers: request.headers)
    }

    private func words(_ request: SiteRequest) -> PageWords {
        PageWords(platform, SitePages.language(request.headers, platform), nil)
    }
}

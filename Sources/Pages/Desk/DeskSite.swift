import Foundation
import GRDB
import JobQueue
public import Links
public import Model

/// The operator's desk, `/beheer`: what the post office does, and what can be done about it.
///
/// Pages are Dutch. Without a way to log in nothing of it exists.
public struct DeskSite: SitePart {
    private let platform: Platform
    private let place: DeskPlace
    private let sources: DeskSources
    private let gate: DeskGate

    /// - Returns: nil when the settings let nobody in.
    public init?(
        _ settings: DeskSettings, publicURL: PublicURL, platform: Platform, sources: DeskSources
    ) {
        guard settings.password != nil || settings.userHeader != nil else { return nil }
        self.platform = platform
        self.sources = sources
        place = DeskPlace(publicURL)
        gate = DeskGate(settings, place: place)
    }

    public func answer(_ request: SiteRequest, with desk: PageDesk) throws -> SiteResponse? {
        guard request.path.first == DeskPlace.root else { return nil }
        let path = Array(request.path.dropFirst())
        if let file = file(path, request.method) { return file }
        if path == ["inloggen"], request.method == .post { return logIn(request) }
        guard let visitor = gate.operatorOf(request) else { return door(status: 401) }
        let room = DeskRoom(
            platform: platform, place: place, sources: sources, visitor: visitor,
            now: request.now)
        guard request.method == .post else { return try room.show(path, with: desk) }
        guard let form = PageSubmission(urlEncoded: request.body),
            gate.accepts(form, in: request, from: visitor)
        else { return room.refusal }
        if path == ["uitloggen"] { return away(["Set-Cookie": gate.logOut(request)]) }
        return try room.press(path, form, with: desk)
    }

    private func file(_ path: [String], _ method: SiteRequest.Method) -> SiteResponse? {
        guard method == .get else { return nil }
        return switch path {
        case ["beheer.css"]: Self.file(DeskStyle.css, "text/css; charset=utf-8")
        case ["beheer.js"]: Self.file(DeskScript.javascript, "text/javascript; charset=utf-8")
        default: nil
        }
    }

    private static func file(_ text: String, _ type: String) -> SiteResponse {
        SiteResponse(
            mediaType: type, body: Array(text.utf8),
            headers: ["Cache-Control": "private, max-age=300"])
    }

    // MARK: The door

    private func logIn(_ request: SiteRequest) -> SiteResponse {
        guard gate.comesFromHere(request), let form = PageSubmission(urlEncoded: request.body)
        else { return door("Dat lukte niet. Probeer het nog eens.", status: 403) }
        return switch gate.logIn(form, request) {
        case .open(let cookie): away(["Set-Cookie": cookie])
        case .wrong: door("Naam of wachtwoord klopt niet.", status: 401)
        case .tooMany:
            door(
                "Er zijn te veel verkeerde wachtwoorden geprobeerd. Wacht een minuut.", status: 429)
        case .busy: door("Het is even druk. Probeer het nog eens.", status: 503)
        }
    }

    private func door(_ notice: String? = nil, status: Int) -> SiteResponse {
        let document = DeskDocument(platform: platform, place: place, visitor: nil)
        let html = document.html("Inloggen", at: nil, notice: notice, [doorForm(document)])
        return DeskRoom.page(html, status: status, status == 429 ? ["Retry-After": "60"] : [:])
    }

    private func doorForm(_ document: DeskDocument) -> HTMLNode {
        guard gate.hasPassword else {
            return .tag("p", text: "Deze pagina is alleen te bereiken via de eigen ingang.")
        }
        return document.form(
            ["inloggen"],
            [
                DeskDocument.field("name", "Uw naam", type: "text", complete: "name"),
                DeskDocument.field(
                    "password", "Wachtwoord", type: "password", complete: "current-password"),
            ], button: "Log in")
    }

    /// To the first page.
    private func away(_ headers: [String: String]) -> SiteResponse {
        SiteResponse(
            303, mediaType: "text/plain; charset=utf-8", body: [],
            headers: headers.merging(["Location": place.link()]) { $1 })
    }
}

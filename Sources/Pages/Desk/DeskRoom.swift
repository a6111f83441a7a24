import Foundation
import GRDB
import JobQueue
import Links
import Model

/// The pages behind the door, for one operator and one request.
struct DeskRoom {
    let platform: Platform
    let place: DeskPlace
    let sources: DeskSources
    let visitor: DeskOperator
    let now: Date

    private var document: DeskDocument {
        DeskDocument(platform: platform, place: place, visitor: visitor)
    }

    /// A page to look at. Changes nothing.
    func show(_ path: [String], with desk: PageDesk) throws -> SiteResponse {
        if path.first == "brief" { return try letter(Array(path.dropFirst()), with: desk) }
        guard let leaf = DeskDocument.Leaf.allCases.first(where: { $0.path == path }) else {
            return missing
        }
        return try show(leaf, with: desk)
    }

    /// A button that was pressed, by somebody who is let in, on a page of theirs.
    func press(_ path: [String], _ form: PageSubmission, with desk: PageDesk) throws
        -> SiteResponse
    {
        switch DeskDocument.Leaf.allCases.first(where: { $0.path == path }) {
        case .search?: try search(form, with: desk)
        case .queues?: try queue(form, with: desk)
        case .troubles?: try job(form, with: desk)
        default: missing
        }
    }

    // MARK: Looking

    private func show(_ leaf: DeskDocument.Leaf, notice: String? = nil, with desk: PageDesk) throws
        -> SiteResponse
    {
        let body = try body(of: leaf, with: desk)
        return Self.page(document.html(leaf.title, at: leaf, notice: notice, body))
    }

    private func body(of leaf: DeskDocument.Leaf, with desk: PageDesk) throws -> [HTMLNode] {
        switch leaf {
        case .today: try desk.read { try DeskToday(document: document, now: now).body(in: $0) }
        case .queues:
            try desk.read {
                try DeskQueues(document: document, sources: sources, now: now).body(in: $0)
            }
        case .troubles: try desk.read { try DeskTroubles(document: document).body(in: $0) }
        case .search: [DeskSearch(document: document).form]
        case .figures: try DeskFigures(document: document, now: now).body(with: desk)
        case .actions: try desk.read { try actions(in: $0) }
        }
    }

    private func actions(in db: Database) throws -> [HTMLNode] {
        [
            DeskTable(
                "Wat er aan de balie gedaan is, het nieuwste bovenaan",
                [.text("Wanneer"), .text("Wie"), .text("Wat"), .text("Waarmee"), .text("Gelukt")],
                empty: "Er is nog niets gedaan.",
                texts: try DeskAction.last(100, in: db).map { action in
                    [
                        DeskWords.time(action.at, platform.calendar), action.who,
                        DeskWords.name(of: action.deed), action.target,
                        action.wasDone ? "ja" : "nee, er was niets te veranderen",
                    ]
                }
            ).node
        ]
    }

    /// `17` or `17/inhoud`.
    private func letter(_ path: [String], with desk: PageDesk) throws -> SiteResponse {
        guard let id = path.first.flatMap({ Int64($0) }) else { return missing }
        let letter = DeskLetter(document: document, sources: sources)
        if path.count == 2, path[1] == "inhoud" {
            return try desk.read { try letter.content(id, now: now, in: $0) } ?? missing
        }
        guard path.count == 1, let body = try desk.read({ try letter.body(id, in: $0) }) else {
            return missing
        }
        return Self.page(document.html("Brief \(id)", at: nil, body))
    }

    // MARK: Pressing

    private func search(_ form: PageSubmission, with desk: PageDesk) throws -> SiteResponse {
        let address = (form.first("address") ?? "").trimmingCharacters(in: .whitespaces)
        let body = try desk.read {
            try DeskSearch(document: document).body(for: address, in: $0)
        }
        return Self.page(document.html(DeskDocument.Leaf.search.title, at: .search, body))
    }

    private func queue(_ form: PageSubmission, with desk: PageDesk) throws -> SiteResponse {
        guard let deed = DeskAction.Deed(rawValue: form.action), deed == .pause || deed == .resume
        else { return refusal }
        let name = form.first("target") ?? ""
        let deeds = deeds
        let said = try desk.write { db in try deeds.queue(deed, name, in: db) }
        return try show(.queues, notice: said, with: desk)
    }

    private func job(_ form: PageSubmission, with desk: PageDesk) throws -> SiteResponse {
        guard let deed = DeskAction.Deed(rawValue: form.action), deed == .retry || deed == .discard,
            let id = form.first("target").flatMap({ Int64($0) })
        else { return refusal }
        let deeds = deeds
        let said = try desk.write { db in try deeds.job(deed, id, in: db) }
        return try show(.troubles, notice: said, with: desk)
    }

    private var deeds: DeskDeeds {
        DeskDeeds(control: sources.control, who: visitor.who, now: now)
    }

    // MARK: Answers

    private var missing: SiteResponse {
        Self.page(
            document.html(
                "Dit is er niet", at: nil,
                [.tag("p", text: "Misschien is het intussen opgeruimd.")]), status: 404)
    }

    /// What was sent is not what a form of this operator's sends.
    var refusal: SiteResponse {
        Self.page(
            document.html(
                "Dat lukte niet", at: nil,
                [
                    .tag(
                        "p",
                        text: "Er is niets veranderd. Laad de pagina opnieuw en druk nog eens.")
                ]), status: 403)
    }

    static func page(_ html: String, status: Int = 200, _ headers: [String: String] = [:])
        -> SiteResponse
    {
        SiteResponse(
            status, mediaType: "text/html; charset=utf-8", body: Array(html.utf8),
            headers: headers.merging([
                "Content-Language": "nl", "Content-Security-Policy": policy,
                // Browsers without Sec-Fetch-Site then say truly where a form comes from.
                "Referrer-Policy": "same-origin",
            ]) { $1 })
    }

    /// Style and script are files of ours, and frames pages of ours.
    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        + "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

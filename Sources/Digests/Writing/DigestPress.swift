import Foundation
import GRDB
import Mail
import Model
import Neighbourhood

/// Sets the pieces of a digest from the facts as they are now, for one voice. What was removed, cancelled or closed
/// since the plan is no piece.
struct DigestPress {
    let templates: DigestTemplates
    let platform: Platform
    let settings: DigestSettings
    let questions: QuestionList?
    let voice: DigestVoice
    let db: Database

    /// A title in the subject is cut to this: mail programs show about 50 characters on a phone.
    private static let longestTitleInSubject = 32

    var wording: DigestWording { DigestWording(language: voice.language) }

    /// The piece; nil when there is nothing to tell any more.
    func print(_ name: PrintedPiece.Name) throws -> PrintedPiece? {
        switch name {
        case .start: set(.start, [:])
        case .closing: set(.closing, [:])
        case .end: set(.end, [:])
        case .preview(let subject, let preheader):
            set(.preview, ["subject": subject, "preheader": preheader])
        case .masthead(let date): set(.masthead, ["date": wording.day(date)])
        case .heading(let heading): set(.heading, values(of: heading))
        case .change(let id): try EventChange.find(id, in: db).flatMap(change)
        case .event(let key, let from, let through): try event(key, from...through)
        case .help(let id): try HelpRequest.find(id, in: db).flatMap(help)
        case .post(let id): try Post.find(id, in: db).flatMap(post)
        case .entry(let id): try Organisation.find(id, in: db).flatMap(entry)
        case .poll(let id): try Poll.find(id, in: db).map(poll)
        case .question(let date): question(on: date)
        case .more(let count): more(count)
        case .subject(let facts): subject(facts)
        }
    }

    private func set(
        _ piece: DigestTemplates.Piece, _ values: [String: Any], title: String = ""
    ) -> PrintedPiece {
        let values = values.merging(platform.words(voice)) { own, _ in own }
        func segment(_ ending: String) -> BodySegment? {
            guard piece.endings.contains(ending) else { return nil }
            return BodySegment(templates.folder.render("\(piece.rawValue).\(ending)", values))
        }
        return PrintedPiece(text: segment("txt"), html: segment("html"), title: title)
    }

    private func subject(_ facts: DigestSubject) -> PrintedPiece {
        var values = platform.words(voice)
        values["morning"] = facts.greeting == .morning
        values["afternoon"] = facts.greeting == .afternoon
        values["evening"] = facts.greeting == .evening
        values["weekly"] = facts.isWeekly
        let (change, event) = (cut(facts.change), cut(facts.event))
        values["change"] = change
        values["event"] = change.isEmpty ? event : ""
        values["one_post"] = facts.posts == 1
        values["other"] = change.isEmpty && event.isEmpty && facts.posts == 0
        values["only_posts"] = change.isEmpty && event.isEmpty && facts.posts > 0
        if facts.posts > 1 { values["posts"] = String(facts.posts) }
        let line = templates.folder.render("subject.txt", values)
        return PrintedPiece(text: nil, html: nil, title: line)
    }

    private func cut(_ title: String) -> String {
        Excerpt.of(title, length: Self.longestTitleInSubject) ?? ""
    }

    private func values(of heading: PrintedPiece.Heading) -> [String: Any] {
        switch heading {
        case .changes: ["changes": true]
        case .help: ["help": true]
        case .posts: ["posts": true]
        case .map: ["map": true]
        case .polls: ["polls": true]
        case .today(let date): ["today": true, "date": wording.day(date)]
        case .tomorrow(let date): ["tomorrow": true, "date": wording.day(date)]
        case .day(let date): ["day": wording.day(date)]
        }
    }

    private func question(on date: LocalDate) -> PrintedPiece? {
        guard let questions, let index = questions.index(on: date) else { return nil }
        return set(.question, ["question": questions.questions[index]])
    }

    private func more(_ count: Int) -> PrintedPiece? {
        guard count > 0 else { return nil }
        return set(
            .more, ["count": wording.count(count), "one": count == 1, "url": platform.url])
    }
}

// MARK: Items

extension DigestPress {
    /// The present facts of a change; nil when the event that changed takes place no more, or is over.
    private func change(_ change: EventChange) throws -> PrintedPiece? {
        let before = Date(unixMilliseconds: change.startedAt)
        guard change.kind == .changed else {
            return set(
                .change,
                [
                    "cancelled": true, "title": change.title, "before": moment(before),
                ], title: change.title)
        }
        guard
            let now = try Agenda.occurrence(
                in: db, event: change.event, key: change.key, calendar: platform.calendar)
        else { return nil }
        var piece = set(
            .change,
            [
                "title": now.summary, "place": now.location, "url": now.url,
                "before": before == now.startsAt ? "" : moment(before),
                "now": now.isAllDay ? wording.day(now.localDate) : moment(now.startsAt),
            ], title: now.summary)
        piece.until = now.endsAt.unixMilliseconds
        return piece
    }

    /// `woensdag 25 maart, 10.00 uur`.
    private func moment(_ instant: Date) -> String {
        let calendar = platform.calendar
        return wording.day(calendar.date(at: instant)) + ", "
            + wording.time(calendar.time(at: instant))
    }

    private func event(
        _ key: DigestContents.EventKey, _ days: ClosedRange<LocalDate>
    ) throws -> PrintedPiece? {
        guard
            let event = try Agenda.occurrence(
                in: db, event: key.event, key: key.key, calendar: platform.calendar),
            let day = event.firstDay(among: days, platform.calendar)
        else { return nil }
        // One that began on another day is on all day.
        let isAllDay = event.isAllDay || event.localDate != day
        let organiser = try organisationName(event.organisation)
        var piece = set(
            .event,
            [
                "title": event.summary, "place": event.location, "url": event.url,
                "all_day": isAllDay, "time": isAllDay ? "" : wording.time(event.localTime),
                // "Buurthuis De Spil, Buurthuis De Spil" tells nothing more.
                "organiser": organiser == event.location ? "" : organiser,
            ], title: event.summary)
        piece.day = day
        return piece
    }

    private func help(_ request: HelpRequest) -> PrintedPiece? {
        guard request.status == .open else { return nil }
        var piece = set(
            .help,
            [
                "title": request.title, "urgent": request.urgency == .urgent,
                "text": Excerpt.of(request.publicText, length: settings.excerptLength) ?? "",
                "url": platform.url,
            ], title: request.title)
        piece.until = request.expiresAt
        return piece
    }

    private func post(_ post: Post) throws -> PrintedPiece? {
        guard post.status == .visible else { return nil }
        return set(
            .post,
            [
                "title": post.title, "url": post.url, "image_url": post.imageURL,
                "excerpt": Excerpt.of(post.text, length: settings.excerptLength) ?? "",
                "author": try author(of: post), "question": post.kind == .question,
                "story": post.kind == .story, "callout": post.kind == .callout,
            ], title: post.title)
    }

    private func entry(_ entry: Organisation) -> PrintedPiece? {
        guard entry.status == .visible else { return nil }
        return set(
            .entry,
            [
                "name": entry.name, "category": entry.category, "url": entry.url,
                "description": Excerpt.of(entry.description, length: settings.excerptLength) ?? "",
            ], title: entry.name)
    }

    private func poll(_ poll: Poll) -> PrintedPiece {
        let closes = poll.closesAt.map {
            wording.day(platform.calendar.date(at: Date(unixMilliseconds: $0 - 1)))
        }
        var piece = set(
            .poll, ["question": poll.question, "url": poll.url, "closes": closes ?? ""],
            title: poll.question)
        piece.until = poll.closesAt
        return piece
    }

    private func author(of post: Post) throws -> String {
        let organisation = try organisationName(post.organisation)
        guard organisation.isEmpty, !post.author.isEmpty,
            let resident = try Resident.find(externalID: post.author, in: db)
        else { return organisation }
        return [resident.givenName, resident.familyName].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private func organisationName(_ externalID: String) throws -> String {
        guard !externalID.isEmpty else { return "" }
        return try Organisation.find(externalID: externalID, in: db)?.name ?? ""
    }
}

extension EventOccurrence {
    /// The first of `days` on which any of it takes place; nil when it was moved away from all of them.
    func firstDay(among days: ClosedRange<LocalDate>, _ calendar: LocalCalendar) -> LocalDate? {
        let start = calendar.startOfDay(days.lowerBound)
        let end = calendar.startOfDay(days.upperBound.adding(days: 1))
        guard startsAt < end, endsAt > start || localDate >= days.lowerBound else { return nil }
        return max(localDate, days.lowerBound)
    }
}

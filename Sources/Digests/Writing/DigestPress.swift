import Foundation
import GRDB
import Mail
import Model
import Neighbourhood

/// Sets the sheet of a digest from its facts, for one form of address.
struct DigestPress {
    let templates: DigestTemplates
    let platform: Platform
    let settings: DigestSettings
    let questions: QuestionList
    let form: AddressForm
    let db: Database

    /// A title in the subject is cut to this: mail programs show about 50 characters on a phone.
    private static let longestTitleInSubject = 32

    func sheet(_ contents: DigestContents, now: Date) throws -> DigestSheet {
        let facts = try DigestFacts(
            contents, now: now, calendar: platform.calendar, in: db)
        let blocks =
            [
                block(
                    .events, if: !(facts.today + facts.tomorrow).isEmpty,
                    try events(facts, contents)),
                block(.posts, if: !facts.posts.isEmpty, ["posts": try facts.posts.map(post)]),
                block(.map, if: !facts.entries.isEmpty, ["entries": facts.entries.map(entry)]),
                block(.polls, if: !facts.polls.isEmpty, ["polls": facts.polls.map(poll)]),
                question(contents), more(contents),
            ].compactMap { $0 }
        let titles = facts.posts.map(\.title) + facts.entries.map(\.name)
        return DigestSheet(
            text: blocks.map(\.text), html: blocks.map(\.html),
            subject: subject(facts),
            preheader: titles.prefix(3).joined(separator: " · "), itemCount: facts.itemCount)
    }

    private func subject(_ facts: DigestFacts) -> String {
        let firstEvent = facts.today.first.flatMap {
            Excerpt.of($0.summary, length: Self.longestTitleInSubject)
        }
        var values = platform.words(form)
        values["first_event"] = firstEvent ?? ""
        values["one_post"] = facts.posts.count == 1
        values["other"] = firstEvent == nil && facts.posts.isEmpty
        if !facts.posts.isEmpty {
            values["posts"] = ["count": DutchWords.count(facts.posts.count)]
        }
        return templates.folder.render("subject.txt", values)
    }

    // MARK: Blocks

    private typealias Block = (text: BodySegment, html: BodySegment)

    private func block(
        _ piece: DigestTemplates.Piece, if isNeeded: Bool, _ values: [String: Any]
    ) -> Block? {
        guard isNeeded else { return nil }
        let values = values.merging(platform.words(form)) { own, _ in own }
        return (
            BodySegment(templates.folder.render("\(piece.rawValue).txt", values)),
            BodySegment(templates.folder.render("\(piece.rawValue).html", values))
        )
    }

    private func question(_ contents: DigestContents) -> Block? {
        guard let index = contents.question, questions.questions.indices.contains(index) else {
            return nil
        }
        return block(.question, if: true, ["question": questions.questions[index]])
    }

    private func more(_ contents: DigestContents) -> Block? {
        block(
            .more, if: contents.more > 0,
            [
                "count": DutchWords.count(contents.more), "one": contents.more == 1,
                "url": platform.url,
            ])
    }

    // MARK: Items

    private func events(_ facts: DigestFacts, _ contents: DigestContents) throws -> [String: Any] {
        let days = [
            ("Vandaag", contents.date, facts.today),
            ("Morgen", contents.date.adding(days: 1), facts.tomorrow),
        ]
        let filled = try days.filter { !$0.2.isEmpty }.map { title, date, events in
            [
                "title": title, "date": DutchWords.day(date),
                "events": try events.map { try event($0, on: date) },
            ] as [String: Any]
        }
        return ["days": filled]
    }

    private func event(_ event: EventOccurrence, on date: LocalDate) throws -> [String: Any] {
        // One that began on another day is on all day.
        let isAllDay = event.isAllDay || event.localDate != date
        let organiser = try organisationName(event.organisation)
        return [
            "title": event.summary, "place": event.location, "url": event.url,
            "all_day": isAllDay, "time": isAllDay ? "" : DutchWords.time(event.localTime),
            // "Buurthuis De Spil, Buurthuis De Spil" tells nothing more.
            "organiser": organiser == event.location ? "" : organiser,
        ]
    }

    private func post(_ post: Post) throws -> [String: Any] {
        [
            "title": post.title, "url": post.url,
            "excerpt": Excerpt.of(post.text, length: settings.excerptLength) ?? "",
            "author": try author(of: post), "question": post.kind == .question,
            "story": post.kind == .story, "callout": post.kind == .callout,
        ]
    }

    private func entry(_ entry: Organisation) -> [String: Any] {
        [
            "name": entry.name, "category": entry.category, "url": entry.url,
            "description": Excerpt.of(entry.description, length: settings.excerptLength) ?? "",
        ]
    }

    private func poll(_ poll: Poll) -> [String: Any] {
        let closes = poll.closesAt.map {
            DutchWords.day(platform.calendar.date(at: Date(unixMilliseconds: $0 - 1)))
        }
        return ["question": poll.question, "url": poll.url, "closes": closes ?? ""]
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

extension Platform {
    /// The values of ``DigestTemplates/common``.
    func words(_ form: AddressForm) -> [String: Any] {
        let (small, capital) =
            form == .je ? (("je", "je"), ("Je", "Je")) : (("u", "uw"), ("U", "Uw"))
        return [
            "platform": name, "platform_url": url, "desk_phone": deskPhone ?? "",
            "u": small.0, "U": capital.0, "uw": small.1, "Uw": capital.1, "je": form == .je,
        ]
    }
}

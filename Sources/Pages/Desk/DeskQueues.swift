import Foundation
import GRDB
import JobQueue
import Mail
import Model

/// Where letters go through: the queues, with a button to stop them, the relays and the slow domains.
struct DeskQueues {
    let document: DeskDocument
    let sources: DeskSources
    let now: Date

    private var calendar: LocalCalendar { document.platform.calendar }

    func body(in db: Database) throws -> [HTMLNode] {
        let queues = try QueueTable(db).list(now: now)
        return [
            DeskDocument.live([
                table(queues, oldest: try QueueTable(db).oldestDue(now: now)),
                relays(try sources.relays(now, db)),
                try domains(queues, in: db),
            ])
        ]
    }

    private func table(_ queues: [QueueListing], oldest: [String: Date]) -> HTMLNode {
        DeskTable(
            "Wachtrijen",
            [
                .text("Naam"), .text("Toestand"), .number("Aan de beurt"), .number("Later"),
                .number("Loopt"), .text("Oudste"), .text("Knop"),
            ],
            empty: "Er zijn nog geen wachtrijen.",
            rows: queues.map { queue in
                [
                    .text(queue.name), .text(state(of: queue)),
                    .text(DeskWords.number(queue.due)), .text(DeskWords.number(queue.later)),
                    .text(DeskWords.number(queue.running)),
                    .text(DeskWords.time(oldest[queue.name], calendar)), button(queue),
                ]
            }
        ).node
    }

    private func state(of queue: QueueListing) -> String {
        if let since = queue.pausedAt {
            let because = queue.pausedBecause.isEmpty ? "" : ": \(queue.pausedBecause)"
            let by = queue.pausedBy.map { $0 == queue.name ? "" : ", met \($0)" } ?? ""
            return DeskWords.short(
                "staat stil sinds \(DeskWords.time(since, calendar))\(by)\(because)")
        }
        return queue.fullAt == nil ? "open" : "vol: neemt niets meer aan"
    }

    /// A branch of a queue that stands still goes on with that queue.
    private func button(_ queue: QueueListing) -> HTMLNode {
        let isOwn = queue.pausedBy == nil || queue.pausedBy == queue.name
        guard isOwn else { return .text("–") }
        let (deed, button): (DeskAction.Deed, String) =
            queue.pausedAt == nil ? (.pause, "Zet stil") : (.resume, "Hervat")
        return document.form(
            DeskDocument.Leaf.queues.path, weight: "other",
            hidden: [("action", deed.rawValue), ("target", queue.name)], [], button: button,
            about: queue.name)
    }

    private func relays(_ relays: [DeskRelay]) -> HTMLNode {
        DeskTable(
            "Mailservers",
            [
                .text("Server"), .text("Toestand"), .number("Brieven in 24 uur"),
                .text("Laatste brief"), .text("Laatste antwoord"),
            ],
            empty: "Er zijn geen mailservers.",
            texts: relays.map { relay in
                [
                    relay.name, state(of: relay), DeskWords.number(relay.accepted),
                    DeskWords.time(relay.lastAt, calendar),
                    DeskWords.short(relay.lastAnswer ?? "–"),
                ]
            }
        ).node
    }

    private func state(of relay: DeskRelay) -> String {
        guard let since = relay.pausedAt else {
            return relay.isInUse ? "in gebruik" : "reserve"
        }
        return DeskWords.short(
            "met rust gelaten sinds \(DeskWords.time(since, calendar)), "
                + "weer geprobeerd \(DeskWords.time(relay.probeAt, calendar)): \(relay.lastFailure)"
        )
    }

    private func domains(_ queues: [QueueListing], in db: Database) throws -> HTMLNode {
        let waiting = Dictionary(uniqueKeysWithValues: queues.map { ($0.name, $0.due + $0.later) })
        return DeskTable(
            "Domeinen van lezers met een grens",
            [
                .text("Domein"), .number("Brieven per seconde"), .text("Waarom"),
                .number("Wachten"),
            ],
            empty: "Geen enkel domein heeft een grens.",
            texts: try RecipientDomainTable(db).all().map { entry in
                let rates = [entry.configured, entry.learned].compactMap(\.self)
                let isLearned = entry.learned.map { $0 == rates.min() } ?? false
                let count = waiting[RecipientDomainTable.branch(of: entry.domain)] ?? 0
                return [
                    entry.domain, DeskWords.decimal(rates.min() ?? 0),
                    isLearned ? "weigerde omdat het te snel ging" : "zo ingesteld",
                    DeskWords.number(count),
                ]
            }
        ).node
    }
}

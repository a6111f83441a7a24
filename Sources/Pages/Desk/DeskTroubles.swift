import Foundation
import GRDB
import JobQueue
import Model

/// The jobs that somebody should look at, each with what can be done.
struct DeskTroubles {
    static let most = 100

    let document: DeskDocument

    private var calendar: LocalCalendar { document.platform.calendar }

    func body(in db: Database) throws -> [HTMLNode] {
        [
            .tag(
                "p",
                text: """
                    Taken die mislukten, die niet herkend worden of die opgegeven zijn; de nieuwste \
                    bovenaan, hoogstens \(Self.most).
                    """),
            DeskTable(
                "Taken",
                [
                    .text("Nummer"), .text("Soort"), .text("Wachtrij"), .text("Toestand"),
                    .number("Pogingen"), .text("Wanneer"), .text("Fout"), .text("Knop"),
                ],
                empty: "Er zijn geen taken die aandacht vragen.",
                rows: try JobTable(db).troubles(limit: Self.most).map(row)
            ).node,
        ]
    }

    private func row(_ trouble: JobTrouble) -> [HTMLNode] {
        let job = trouble.job
        return [
            .text("\(job.id)"), .text(job.kind), .text(job.queue), .text(state(of: trouble)),
            .text(DeskWords.number(job.attempt)),
            .text(DeskWords.time(job.finalizedAt ?? job.scheduledAt, calendar)),
            .text(DeskWords.short(job.lastError ?? "–")), buttons(job),
        ]
    }

    private func state(of trouble: JobTrouble) -> String {
        if trouble.isQuarantined { return "apart gezet: het programma liep er op vast" }
        return trouble.isHeld ? "soort onbekend, wacht" : DeskWords.name(of: trouble.job.state)
    }

    private func buttons(_ job: JobListing) -> HTMLNode {
        .group(
            [button(.retry, "Probeer opnieuw", "other", job)]
                + (job.state.isFinal ? [] : [button(.discard, "Geef op", "grave", job)]))
    }

    private func button(
        _ deed: DeskAction.Deed, _ text: String, _ weight: String, _ job: JobListing
    )
        -> HTMLNode
    {
        document.form(
            DeskDocument.Leaf.troubles.path, weight: weight,
            hidden: [("action", deed.rawValue), ("target", "\(job.id)")], [], button: text,
            about: "taak \(job.id)")
    }
}

import Foundation
import GRDB
import JobQueue
import Mail
import Model

/// The first page: what is wrong, what left today, what comes next.
struct DeskToday {
    let document: DeskDocument
    let now: Date

    private var calendar: LocalCalendar { document.platform.calendar }

    func body(in db: Database) throws -> [HTMLNode] {
        [
            DeskDocument.live(
                [try attention(in: db), try chart(in: db).node]
                    + (try letters(in: db)) + [try schedules(in: db)])
        ]
    }

    // MARK: What is wrong

    private func attention(in db: Database) throws -> HTMLNode {
        let all = try jobs(in: db) + queues(in: db)
        guard !all.isEmpty else {
            return .tag("p", text: "Er is niets dat aandacht vraagt.")
        }
        return .group([
            .tag("h2", text: "Dit vraagt aandacht"),
            .tag("ul", holding: all.map { .tag("li", holding: [$0]) }),
        ])
    }

    private func jobs(in db: Database) throws -> [HTMLNode] {
        let counts = try JobTable(db).troubleCounts()
        let all = [
            (counts.retryable, "mislukt en later opnieuw geprobeerd"),
            (counts.held, "van een onbekende soort, wacht"), (counts.discarded, "opgegeven"),
            (counts.quarantined, "apart gezet omdat het programma erop vastliep"),
        ]
        return all.filter { $0.0 > 0 }.map { count, what in
            let jobs = count == 1 ? "taak" : "taken"
            return document.link(
                "\(DeskWords.number(count)) \(jobs): \(what)", DeskDocument.Leaf.troubles.path)
        }
    }

    private func queues(in db: Database) throws -> [HTMLNode] {
        try QueueTable(db).all().compactMap { queue in
            let state =
                queue.pausedAt != nil ? "staat stil" : (queue.fullAt != nil ? "is vol" : nil)
            return state.map {
                document.link("Wachtrij \(queue.name) \($0)", DeskDocument.Leaf.queues.path)
            }
        }
    }

    // MARK: What left

    private func chart(in db: Database) throws -> DeskChart {
        let hours = try LetterTable(db).acceptedPerHour(before: now)
        let sum = DeskWords.number(hours.reduce(0, +))
        return DeskChart(
            id: "uren", title: "Brieven per uur",
            summary: "In de laatste 24 uur bezorgd bij de mailserver: \(sum).",
            series: ["Brieven"],
            columns: hours.enumerated().map { index, count in
                let begin = now.addingTimeInterval(Double(index - 24) * 3600)
                return .init(label: DeskWords.clock(begin, calendar), values: [Double(count)])
            },
            format: { DeskWords.number(Int($0.rounded())) })
    }

    /// Those that were planned since midnight.
    private func letters(in db: Database) throws -> [HTMLNode] {
        let midnight = calendar.startOfDay(calendar.date(at: now))
        let tallies = try LetterTable(db).tally(in: midnight...now)
        return [
            .tag("h2", text: "Brieven van vandaag"),
            DeskTable(
                "Brieven die vandaag klaargezet zijn",
                [.text("Soort"), .text("Hoe het ging"), .number("Aantal"), .text("Reden")],
                empty: "Vandaag zijn nog geen brieven klaargezet.",
                texts: tallies.map { tally in
                    [
                        DeskWords.name(of: tally.purpose), DeskWords.name(of: tally.outcome),
                        DeskWords.number(tally.count), DeskWords.short(tally.reason),
                    ]
                }
            ).node,
        ]
    }

    // MARK: What comes

    private func schedules(in db: Database) throws -> HTMLNode {
        let all = try ScheduleTable(db).list().sorted {
            ($0.nextAt ?? .distantFuture, $0.name) < ($1.nextAt ?? .distantFuture, $1.name)
        }
        return .group([
            .tag("h2", text: "Wat er komt"),
            DeskTable(
                "De volgende keren van wat terugkomt",
                [
                    .text("Wat"), .text("Volgende keer"), .text("Laatste keer"),
                    .text("Overgeslagen"),
                ],
                empty: "Er is niets dat terugkomt.",
                texts: all.map { schedule in
                    [
                        schedule.name, DeskWords.time(schedule.nextAt, calendar),
                        DeskWords.time(schedule.lastAt, calendar),
                        schedule.lastSkip.map {
                            "\(DeskWords.time($0.at, calendar)): \(DeskWords.short($0.reason))"
                        } ?? "–",
                    ]
                }
            ).node,
        ])
    }
}

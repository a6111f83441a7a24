import Foundation
import GRDB
import Mail
import Model

/// How letters fared over two weeks.
struct DeskFigures {
    static let days = 14

    let document: DeskDocument
    let now: Date

    private struct Day {
        let name: String
        let bounces: BounceFigure
        let lead: LeadFigure?
    }

    private var calendar: LocalCalendar { document.platform.calendar }

    /// Reads each day in a transaction of its own, so that none is long.
    func body(with desk: PageDesk) throws -> [HTMLNode] {
        let today = calendar.date(at: now)
        let days = try (0..<Self.days).reversed().map { ago in
            try day(today.adding(days: -ago), with: desk)
        }
        return [bounces(days).node, lead(days).node]
    }

    private func day(_ date: LocalDate, with desk: PageDesk) throws -> Day {
        let period = calendar.startOfDay(date)..<calendar.startOfDay(date.adding(days: 1))
        return try desk.read { db in
            let letters = LetterTable(db)
            return Day(
                name: DeskWords.day(date), bounces: try letters.bounces(in: period),
                lead: try letters.lead(of: .digest, in: period))
        }
    }

    private func bounces(_ days: [Day]) -> DeskChart {
        let sent = days.reduce(0) { $0 + $1.bounces.sent }
        let bounced = days.reduce(0) { $0 + $1.bounces.bounced }
        let all = BounceFigure(sent: sent, bounced: bounced)
        return DeskChart(
            id: "terug", title: "Brieven die niet aankwamen",
            summary: """
                Van \(DeskWords.number(sent)) brieven in \(Self.days) dagen zijn \
                \(DeskWords.number(bounced)) geweigerd of teruggekomen, \
                \(DeskWords.decimal(all.rate * 100)) procent.
                """,
            series: ["Procent"],
            columns: days.map { day in
                let percent = day.bounces.sent == 0 ? nil : day.bounces.rate * 100
                return .init(label: day.name, values: [percent])
            },
            format: { "\(DeskWords.decimal($0))%" })
    }

    private func lead(_ days: [Day]) -> DeskChart {
        let worst = days.compactMap { $0.lead?.worst }.max()
        return DeskChart(
            id: "ochtend", title: "Ochtendmail: van klaargezet tot bezorgd",
            summary: worst.map {
                "De langzaamste brief deed er \(DeskWords.decimal(Self.minutes($0))) minuten over."
            } ?? "In deze dagen is geen ochtendmail bezorgd.",
            series: ["De middelste (minuten)", "De langzaamste (minuten)"],
            columns: days.map { day in
                .init(
                    label: day.name,
                    values: [day.lead?.median, day.lead?.worst].map { $0.map(Self.minutes) })
            },
            format: { DeskWords.decimal($0) })
    }

    private static func minutes(_ time: Duration) -> Double { time / .seconds(60) }
}

/// `polls.csv` → `poll`.
enum PollImport {
    static let table = ImportTable.csv(
        "polls.csv", fills: "poll",
        columns: [
            .line("question", max: 1000),
            .list("options", max: 10_000),
            .line("neighbourhood", max: 200),
            .time("opens_at"),
            .time("closes_at"),
            .webAddress("url"),
            .text("result", max: 20_000),
            .text("follow_up", max: 20_000),
        ])
}

/// `posts.csv` → `post`.
enum PostImport {
    static let table = ImportTable.csv(
        "posts.csv", fills: "post", residentColumns: ["author"],
        columns: [
            .reference("author"),
            .reference("organisation"),
            .word("kind", of: Post.Kind.allCases.map(\.rawValue), whenEmpty: "news"),
            .line("title", max: 300),
            .text("text", max: 65_536),
            .line("category", max: 200),
            .line("neighbourhood", max: 200),
            .webAddress("url"),
            .webAddress("image_url"),
            .time("published_at", whenEmpty: .timeOfImport),
            .word("status", of: Post.Status.allCases.map(\.rawValue), whenEmpty: "visible"),
        ])

    /// What a feed fills; the rest of a new row is empty.
    static func feed(_ name: String, rows: [ImportRow]) -> ImportTable {
        ImportTable(
            file: name, table: "post",
            columns: [
                .line("title", max: 300), .text("text", max: 65_536), .webAddress("url"),
                .time("published_at", whenEmpty: .timeOfImport),
            ], leavesOthersRows: true
        ) { _ in ListedRows(rows: rows[...]) }
    }
}

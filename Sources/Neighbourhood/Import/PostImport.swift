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
}

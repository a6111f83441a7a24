/// `organisations.csv` → `organisation`.
enum OrganisationImport {
    static let file = "organisations.csv"

    static let table = ImportTable.csv(
        file, fills: "organisation", residentColumns: ["manager"],
        columns: [
            .line("name", max: 300),
            .reference("parent"),
            .line("category", max: 200),
            .text("description", max: 20_000),
            .webAddress("url"),
            .email("email"),
            .email("alternate_email"),
            .line("phone", max: 64),
            .line("postal_code", max: 16),
            .degrees("latitude", in: -90...90),
            .degrees("longitude", in: -180...180),
            .reference("manager"),
            .text("opening_hours", max: 4000),
            .text("costs", max: 4000),
            .integer("views", in: 0...1_000_000_000_000, whenEmpty: 0),
            .time("assured_at"),
            .word(
                "status", of: Organisation.Status.allCases.map(\.rawValue), whenEmpty: "visible"),
        ])
}

/// `help_requests.csv` → `help_request`.
enum HelpRequestImport {
    static let table = ImportTable.csv(
        "help_requests.csv", fills: "help_request", residentColumns: ["requester"],
        columns: [
            .reference("requester"),
            .word("kind", of: HelpRequest.Kind.allCases.map(\.rawValue), whenEmpty: "help"),
            .line("title", max: 300),
            .text("public_text", max: 20_000),
            .text("private_text", max: 20_000),
            .list("needs", max: 4000),
            .list("required_skills", max: 4000),
            .list("when", of: PartOfWeek.all),
            .line("rrule", max: 1000),
            .word("urgency", of: HelpRequest.Urgency.allCases.map(\.rawValue), whenEmpty: "week"),
            .integer("safety_level", in: 0...2, whenEmpty: 0),
            .integer("radius_m", in: 0...1_000_000),
            .line("postal_code", max: 16),
            .degrees("latitude", in: -90...90),
            .degrees("longitude", in: -180...180),
            .integer("people_needed", in: 1...1000, whenEmpty: 1),
            .yesOrNo("share_phone_ok"),
            .time("created_at", whenEmpty: .timeOfImport),
            .time("expires_at"),
            .word("status", of: HelpRequest.Status.allCases.map(\.rawValue), whenEmpty: "open"),
        ])
}

import Model

/// `residents.csv` → `resident`.
enum ResidentImport {
    static let file = "residents.csv"

    static let table = ImportTable.csv(
        file, fills: "resident", residentColumns: ["id"],
        columns: [
            .line("given_name", max: 100),
            .line("family_name", max: 100),
            .email("email"),
            .line("phone", max: 64),
            .word("language", of: Language.allCases.map(\.rawValue), whenEmpty: nil),
            .word("address_form", of: AddressForm.allCases.map(\.rawValue), whenEmpty: nil),
            .line("postal_code", max: 16),
            .degrees("latitude", in: -90...90),
            .degrees("longitude", in: -180...180),
            .line("neighbourhood", max: 200),
            .list("interests", max: 4000),
            .list("skills", max: 4000),
            .list("availability", of: PartOfWeek.all),
            .yesOrNo("helper"),
            .integer("max_distance_m", in: 0...1_000_000),
            .integer("max_asks_per_month", in: 0...1000),
            .time("paused_until"),
            .date("vog_seen_on"),
            .word("digest", of: Resident.Digest.allCases.map(\.rawValue), whenEmpty: "daily"),
            .timeOfDay("digest_time", as: "digest_minute", whenEmpty: LocalTime(minute: 390)),
            .weekday("digest_day"),
            .word(
                "reminders", of: Resident.Reminders.allCases.map(\.rawValue),
                whenEmpty: "day-before"),
            .hours("reminder_hours", in: 1...720),
            .word("role", of: Resident.Role.allCases.map(\.rawValue), whenEmpty: "resident"),
            .word("status", of: Resident.Status.allCases.map(\.rawValue), whenEmpty: "active"),
            .time("joined_at"),
        ])
}

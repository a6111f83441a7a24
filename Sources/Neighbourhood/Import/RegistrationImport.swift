/// `registrations.csv` → `registration`. A row has no id of its own: it is known by its event, occurrence and resident.
enum RegistrationImport {
    static let table = ImportTable.csv(
        "registrations.csv", fills: "registration",
        key: ["event_uid", "recurrence_id", "resident"], residentColumns: ["resident"],
        columns: [
            .word("status", of: ["registered", "waiting", "cancelled"], whenEmpty: "registered"),
            .integer("party_size", in: 1...1000, whenEmpty: 1),
            .time("registered_at"),
        ])
}

/// The words of the columns `availability` and `digest_day`.
enum PartOfWeek {
    /// Monday first, as ISO 8601 counts.
    static let days = ["mo", "tu", "we", "th", "fr", "sa", "su"]

    /// `mo-morning` … `su-evening`.
    static let all = days.flatMap { day in
        ["morning", "afternoon", "evening"].map { "\(day)-\($0)" }
    }
}

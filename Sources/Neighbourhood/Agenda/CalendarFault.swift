/// Something in an iCalendar file that is not taken: where it is, what is wrong and what to do.
struct CalendarFault: Error, Equatable {
    /// 1 for the first line of the file.
    var line: Int
    /// 1 for the first character; in a folded line counted on the unfolded one.
    var column: Int
    /// A sentence without the value of a name or an address.
    let reason: String
}

import Model

/// Dates, times and numbers as a newspaper of the reader's language writes them.
struct DigestWording: Sendable {
    let language: Language

    /// `woensdag 25 maart`, `Wednesday 25 March`.
    func day(_ date: LocalDate) -> String {
        let (weekdays, months) =
            language == .nl
            ? (Self.dutchWeekdays, Self.dutchMonths) : (Self.englishWeekdays, Self.englishMonths)
        return "\(weekdays[date.weekday - 1]) \(date.day) \(months[date.month - 1])"
    }

    /// `06.30 uur`, `6.30 am`.
    func time(_ time: LocalTime) -> String {
        let text = time.description.replacing(":", with: ".")
        guard language == .en else { return text + " uur" }
        let hour = time.minute / 60 % 12
        return "\(hour == 0 ? 12 : hour)\(text.dropFirst(2)) \(time.minute < 720 ? "am" : "pm")"
    }

    /// `vier`, `four`; from thirteen on in figures.
    func count(_ number: Int) -> String {
        let numbers = language == .nl ? Self.dutchNumbers : Self.englishNumbers
        return numbers.indices.contains(number) ? numbers[number] : String(number)
    }

    private static let dutchWeekdays = [
        "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    ]
    private static let englishWeekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    private static let dutchMonths = [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
        "oktober", "november", "december",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    private static let dutchNumbers =
        "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf"
        .split(separator: " ").map(String.init)
    private static let englishNumbers =
        "zero one two three four five six seven eight nine ten eleven twelve"
        .split(separator: " ").map(String.init)
}

import Model

/// Dates, times and numbers as a Dutch newspaper writes them.
enum DutchWords {
    private static let weekdays = [
        "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    ]
    private static let months = [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
        "oktober", "november", "december",
    ]
    private static let numbers = [
        "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
        "elf",
        "twaalf",
    ]

    /// `woensdag 25 maart`.
    static func day(_ date: LocalDate) -> String {
        "\(weekdays[date.weekday - 1]) \(date.day) \(months[date.month - 1])"
    }

    /// `06.30 uur`.
    static func time(_ time: LocalTime) -> String {
        time.description.replacing(":", with: ".") + " uur"
    }

    /// `vier`; from thirteen on in figures.
    static func count(_ number: Int) -> String {
        numbers.indices.contains(number) ? numbers[number] : String(number)
    }
}

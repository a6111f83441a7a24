import Model
import Testing

struct LocalDateTests {
    @Test("a day survives the way to a number and back, over leap years and centuries")
    func roundTrip() {
        for days in stride(from: -150_000, through: 150_000, by: 37) {
            #expect(LocalDate(daysSince1970: days).daysSince1970 == days)
        }
        #expect(LocalDate(daysSince1970: 0).description == "1970-01-01")
        #expect(LocalDate("2026-03-25")?.weekday == 3)
        #expect(LocalDate("2024-02-28")?.adding(days: 1).description == "2024-02-29")
    }

    @Test(
        "what is no day is refused",
        arguments: [
            "", "2026", "2026-3-25", "2026-13-01", "2026-02-29", "2026-00-10", "2026-01-00",
            "2026-01-32",
            "26-01-01", "2026-01-01x", "+026-01-01", "２０２６-01-01",
        ])
    func refused(text: String) {
        #expect(LocalDate(text) == nil)
    }

    @Test(
        "a time of day is read from 00:00 to 23:59",
        arguments: [
            ("00:00", 0), ("6:30", 390), ("06:30", 390), ("23:59", 1439), ("24:00", nil),
            ("12:60", nil),
            ("12", nil), ("12:3", nil), ("-1:30", nil), ("12:30:00", nil),
        ])
    func time(text: String, minute: Int?) {
        #expect(LocalTime(text)?.minute == minute)
    }
}

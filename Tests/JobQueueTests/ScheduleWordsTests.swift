import Model
import Testing

@testable import JobQueue

@Suite("A rule as people say it")
struct ScheduleWordsTests {
    @Test(
        "rules in words",
        arguments: [
            ("every 300000", "every 5 minutes"),
            ("every 86400000", "every day"),
            ("every 5400000", "every 90 minutes"),
            ("cron 30 6 * * *", "at 06:30"),
            ("cron 30 6 * * mon-fri", "at 06:30, on Monday to Friday"),
            ("cron 0 6,18 * * sat,sun", "at 06:00, 18:00, on Saturday, Sunday"),
            ("cron 0 6 * * fri-mon", nil),
            ("cron 0 6 * * fri-sun,mon", "at 06:00, on Monday, Friday to Sunday"),
            ("cron */5 * * * *", "every 5 minutes"),
            ("cron */7 * * * *", "at the minutes */7"),
            ("cron * * * * *", "every minute"),
            ("cron @hourly", "at minute 0"),
            ("cron 5,35 * * * *", "at the minutes 5,35"),
            ("cron 0 */2 * * *", "at minute 0 of the hours */2"),
            ("cron */10 9-17 * * *", "every 10 minutes of the hours 9-17"),
            ("cron @monthly", "at 00:00, on day 1 of the month"),
            ("cron @yearly", "at 00:00, on day 1 of the month, in January"),
            ("cron 0 6 13 * fri", "at 06:00, on day 13 of the month or on Friday"),
            (
                "cron 0 6 */2 jun-aug fri",
                "at 06:00, on day */2 of the month if it is on Friday, in June to August"
            ),
        ])
    func words(text: String, words: String?) {
        #expect(ScheduleRule(text: text)?.words == words)
    }
}

import Digests
import Foundation
import Model
import Testing

@testable import buurtpost

@Suite("jobs/<kind>/job.yaml")
struct ConfigurationJobTests {
    @Test("a job file is read with its schedule and its own settings")
    func read() throws {
        let text = """
            schedule: {every: 10m, catch_up: none, max_age: 90m, hours: 07:00-21:30, overlap: allow, jitter: 9m}
            max_items: 8
            too_late_after: 0s
            """
        let job = try Self.job(text)
        #expect(job.schedule.every == .seconds(600))
        #expect("\(job.schedule.catchUp)" == "none")
        #expect(job.schedule.maxAge == .seconds(5400))
        #expect(job.schedule.hours.map { "\($0)" } == "07:00-21:30")
        #expect("\(job.schedule.overlap)" == "allow")
        #expect(job.schedule.jitter == .seconds(540))
        #expect(job.schedule.timeZone == nil)
        #expect(job.settings.maxItems == 8)
        #expect(job.settings.tooLateAfter == .zero)
        #expect(job.settings.excerptLength == 160)
    }

    @Test("the points of the ranking are read; those that are left out keep their defaults")
    func ranking() throws {
        let ranking = try Self.job("ranking: {story: 0, interest: 10}").settings.ranking
        #expect((ranking.story, ranking.interest, ranking.neighbourhood) == (0, 10, 2))
        #expect(throws: (any Error).self) { try Self.job("ranking: {story: 11}") }
        #expect(throws: (any Error).self) { try Self.job("ranking: {storys: 1}") }
    }

    private static func job(_ text: String) throws -> JobFile<DigestJobSettings> {
        let folder = try ConfigurationFolder()
        return try SettingsFile(
            folder.write(text, to: "job.yaml"), JobFile<DigestJobSettings>.init
        ).get()
    }

    @Test(
        "a schedule goes by a cron expression and the clock of a zone",
        arguments: [
            "schedule: {cron: '30 6 * * mon-fri', timezone: Europe/London}",
            "schedule:\n  cron: 30 6 * * mon-fri\n  timezone: Europe/London\n  hours: 22:00-07:00",
        ])
    func cron(text: String) throws {
        let schedule = try Self.job(text).schedule
        #expect(schedule.every == nil)
        #expect("\(schedule.rule)".contains("30 6 * * mon-fri"))
        #expect(schedule.timeZone?.identifier == "Europe/London")
        let installed = schedule.schedule(kind: "digest", zone: .amsterdam)
        #expect("\(installed)".contains("zone: \"Europe/London\""))
    }

    @Test("a schedule that names no zone goes by the platform's clock")
    func zone() throws {
        let schedule = try Self.job("max_items: 8").schedule
        let installed = "\(schedule.schedule(kind: "digest", zone: .amsterdam))"
        #expect(installed.contains("zone: \"Europe/Amsterdam\""))
        #expect(schedule.every == .seconds(300))
    }

    static let mistakes: [Mistake] = [
        Mistake(
            "schedule: {cron: '0 6 * * *', every: 30s}",
            "1:38: schedule.every: is \"30s\"; write a number and a unit (s, m, h or d), from 1m to 31d"
        ),
        Mistake(
            "schedule: {cron: '0 6 * * *', every: 5m}",
            "1:18: schedule.cron: is given beside every; keep one of the two"),
        Mistake(
            "schedule: {cron: '0 25 * * *', timezone: CET}",
            "1:18: schedule.cron: is \"0 25 * * *\": \"25\" at character 3 is no hour; write 0 to 23, *, "
                + "ranges, lists or steps",
            "1:42: schedule.timezone: is \"CET\", which is not a time zone; write one such as "
                + "Europe/Amsterdam"),
        Mistake(
            "schedule: {cron: '@reboot'}",
            "1:18: schedule.cron: is \"…\": \"…\" at character 1 is no short form; write five fields or one "
                + "of @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly"),
        Mistake(
            "schedule: {cron: '0 6 30 2 *'}",
            "1:18: schedule.cron: is \"0 6 30 2 *\": \"30\" at character 5 never comes in month 2; write a "
                + "day that the month has"),
        Mistake(
            "schedule: {cron: '0 6 * * *', hours: 07:00-21:30}",
            "1:38: schedule.hours: leave out every time of cron, so that it would never run; write hours "
                + "that hold one of its times"),
        Mistake(
            "schedule: {every: 5m, jitter: 5m, overlap: never}",
            "1:31: schedule.jitter: is not less than every; write a shorter time",
            "1:44: schedule.overlap: is \"never\"; write one of skip, allow"),
        Mistake(
            "schedule:\n  catch_up: last\n  hours: 22:00-22:00",
            "2:13: schedule.catch_up: is \"last\"; write one of latest, all, none, perhaps latest",
            "3:10: schedule.hours: is \"22:00-22:00\"; write two different times, such as "
                + "\"07:00-21:30\" or \"22:00-06:00\""),
        Mistake(
            "max_item: 51\nmax_items: 51\nexcerpt_length: lang",
            "1:1: max_item: is not a key of this file; did you mean \"max_items\"?",
            "2:12: max_items: is \"51\"; write a whole number from 1 to 50",
            "3:17: excerpt_length: is \"lang\"; write a whole number from 40 to 1000"),
        Mistake(
            "too_late_after: 25h",
            "1:17: too_late_after: is \"25h\"; write a number and a unit (s, m, h or d), from 0s to 24h"
        ),
    ]

    @Test("every mistake in a job file is reported at once", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(mistake.text, to: "job.yaml")
        let problems = SettingsFile(path, JobFile<DigestJobSettings>.init).problems
        #expect(
            problems.map { folder.short($0.description) }
                == mistake.problems.map { "job.yaml:" + $0 })
    }

    @Test("a folder that is misspelt, a stray file and a missing job.yaml are problems")
    func folders() throws {
        let folder = try ConfigurationFolder()
        for name in [
            "digest/nl/subject.txt", "digest/en/subject.txt", "digest/job.yml", "digst/job.yaml",
        ] {
            try folder.write("max_items: 3", to: "jobs/\(name)")
        }
        try folder.write("", to: "jobs/.keep")
        let jobs = JobFolder("\(folder.path)/jobs", namedAt: .variable("unused"))
        #expect(jobs.digest == nil)
        #expect(
            jobs.problems.map { folder.short($0.description) } == [
                "jobs/digest/job.yaml:1:1: there is no such file; check the path, or make the file",
                "jobs/digest/job.yml:1:1: does not belong here; did you mean \"job.yaml\"?",
                "jobs/digst:1:1: is not a kind of job; did you mean \"digest\"?",
            ])
    }

    @Test("a job without a folder does not run, and a folder without jobs is a problem")
    func emptyFolder() throws {
        let folder = try ConfigurationFolder()
        let jobs = JobFolder(folder.path, namedAt: .variable("unused"))
        #expect(jobs.digest == nil)
        #expect(jobs.problems.map(\.what) == ["holds no jobs"])
    }
}

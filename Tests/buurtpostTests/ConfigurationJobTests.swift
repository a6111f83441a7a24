import Model
import Testing

@testable import buurtpost

@Suite("jobs/<kind>/job.yaml")
struct ConfigurationJobTests {
    @Test("a job file is read with its schedule and its own settings")
    func read() throws {
        let folder = try ConfigurationFolder()
        let text = """
            schedule: {every: 10m, catch_up: none, max_age: 90m, hours: 07:00-21:30}
            max_items: 8
            too_late_after: 0s
            """
        let job = try SettingsFile(
            folder.write(text, to: "job.yaml"), JobFile<DigestJobSettings>.init
        ).get()
        #expect(job.schedule.every == .seconds(600))
        #expect(job.schedule.catchUp == .none)
        #expect(job.schedule.maxAge == .seconds(5400))
        #expect(job.schedule.hours?.description == "07:00-21:30")
        #expect(job.settings.maxItems == 8)
        #expect(job.settings.tooLateAfter == .zero)
        #expect(job.settings.excerptLength == 160)
    }

    @Test("hours hold from the first minute to the last, which is not theirs")
    func hours() throws {
        let hours = try Rule<AllowedHours>.hours.read("7:00-21:30")
        let allowed = ["06:59", "07:00", "21:29", "21:30"].compactMap { LocalTime($0) }
            .map(hours.minutes.contains)
        #expect(allowed == [false, true, true, false])
    }

    static let mistakes: [Mistake] = [
        Mistake(
            "schedule: {cron: '0 6 * * *', every: 30s}",
            "1:18: schedule.cron: is not supported yet; it comes in a later version; use every, and hours "
                + "for the part of the day",
            "1:38: schedule.every: is \"30s\"; write a number and a unit (s, m, h or d), from 1m to 31d"
        ),
        Mistake(
            "schedule:\n  catch_up: last\n  hours: 22:00-06:00",
            "2:13: schedule.catch_up: is \"last\"; write one of latest, all, none, perhaps latest",
            "3:10: schedule.hours: is \"22:00-06:00\"; write two times of one day, the earlier one first, "
                + "such as \"07:00-21:30\""),
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

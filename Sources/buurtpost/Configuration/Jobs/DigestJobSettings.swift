import Digests
import Model

/// What a digest holds and when it is too late for one (`jobs/digest/job.yaml`).
struct DigestJobSettings: JobSettings, Equatable {
    static let kind = "digest"
    /// The questions of the week.
    static let files = Language.allCases.map(DigestWords.questionsFile)

    /// How many items one digest shows at most, 1...50; the others are one link. The default is 12.
    private(set) var maxItems = 12
    /// A poll is shown when it closes within this time, 1 hour to 31 days. The default is 3 days.
    private(set) var pollClosesWithin = Duration.seconds(3 * 86_400)
    /// A digest that is not with the relay so long after the reader's hour is not sent any more, 0 to 24 hours.
    /// The default is 4 hours.
    private(set) var tooLateAfter = Duration.seconds(4 * 3600)
    /// How old news may be for a reader who never had a digest, 1 hour to 31 days. The default is 7 days.
    private(set) var newsMaxAge = Duration.seconds(7 * 86_400)
    /// How much of a post is shown, in characters, 40...1000. The default is 160.
    private(set) var excerptLength = 160
    /// What comes first: points of 0...10 for each reason. ``DigestWeights`` has the defaults.
    private(set) var ranking = DigestWeights()

    init(_ section: Section) {
        let (hour, day) = (Duration.seconds(3600), Duration.seconds(86_400))
        section.read("max_items", into: &maxItems, as: .whole(1...50))
        section.read("poll_closes_within", into: &pollClosesWithin, as: .duration(hour...day * 31))
        section.read("too_late_after", into: &tooLateAfter, as: .duration(.zero...day))
        section.read("news_max_age", into: &newsMaxAge, as: .duration(hour...day * 31))
        section.read("excerpt_length", into: &excerptLength, as: .whole(40...1000))
        ranking = section.section("ranking", DigestWeights.init)
    }
}

extension DigestWeights {
    /// Reads `ranking` of the file.
    init(_ section: Section) {
        self.init()
        let points = Rule<Int>.whole(0...10)
        section.read("neighbourhood", into: &neighbourhood, as: points)
        section.read("interest", into: &interest, as: points)
        section.read("story", into: &story, as: points)
        section.read("question", into: &question, as: points)
        section.read("callout", into: &callout, as: points)
        section.read("news", into: &news, as: points)
        section.read("freshness", into: &freshness, as: points)
    }
}

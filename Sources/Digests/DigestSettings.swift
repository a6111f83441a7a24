/// What `jobs/digest/job.yaml` decides.
public struct DigestSettings: Equatable, Sendable {
    /// How many items a digest holds before it says "read on", 1...50. The default is 12.
    public var maxItems = 12
    /// Polls that close within this time are in it. The default is 3 days.
    public var pollClosesWithin: Duration = .seconds(3 * 86_400)
    /// How long after the reader's hour a digest is still sent, but not after 21:30 on the wall; later it is skipped.
    /// The default is 4 hours.
    public var lateness: Duration = .seconds(4 * 3600)
    /// How old a post may be that a reader gets with the first digest. The default is 7 days.
    public var newsMaxAge: Duration = .seconds(7 * 86_400)
    /// How many characters of a post's text are shown. The default is 160.
    public var excerptLength = 160
    /// The shortest time before the reader's hour at which a digest is planned. The default is 10 minutes.
    public var minimumLead: Duration = .seconds(600)

    /// What decides which news comes first.
    public var weights = DigestWeights()

    public init() {}
}

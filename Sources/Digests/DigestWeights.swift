import Neighbourhood

/// How many points news gets for what it is to a reader, 0...10 each (`ranking` in `jobs/digest/job.yaml`).
public struct DigestWeights: Equatable, Sendable {
    /// It is from the reader's own neighbourhood. The default is 2.
    public var neighbourhood = 2
    /// It is about one of the reader's interests. The default is 3.
    public var interest = 3
    /// A story or an interview: what is read most. The default is 3.
    public var story = 3
    /// A question of a neighbour. The default is 1.
    public var question = 1
    /// A call for help or company. The default is 1.
    public var callout = 1
    /// Other news. The default is 0.
    public var news = 0
    /// It came out just now; half of it two days later. The default is 2.
    public var freshness = 2

    public init() {}

    /// The points for a kind; none for an entry of the map.
    func points(of kind: Post.Kind?) -> Int {
        switch kind {
        case .story: story
        case .question: question
        case .callout: callout
        case .news: news
        case nil: 0
        }
    }
}

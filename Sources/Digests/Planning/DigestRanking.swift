import Foundation
import Neighbourhood

/// Which news comes first for a reader. Pure: points for what is known to be read, the highest sum first, the newer
/// one first when they are equal. No reader's behaviour is watched for it.
struct DigestRanking: Equatable, Sendable {
    let weights: DigestWeights
    /// Unix milliseconds: how fresh something is, is counted from here.
    let now: Int64
    /// At most so many items of one author or organisation are shown.
    static let perSource = 2

    /// Why an item stands where it stands.
    struct Score: Equatable {
        /// What gave points, in hundredths of one, such as `("neighbourhood", 200)`, in a fixed order, without those that
        /// gave none. Whole numbers: their sum is the same in any order.
        var parts: [(reason: String, points: Int)] = []
        var total: Int { parts.reduce(0) { $0 + $1.points } }

        static func == (left: Score, right: Score) -> Bool {
            left.parts.elementsEqual(right.parts, by: ==)
        }
    }

    /// The points of one item for one reader.
    func score(_ item: Headline, for taste: ReaderTaste) -> Score {
        score(item, for: taste, interests: taste.terms)
    }

    private func score(
        _ item: Headline, for taste: ReaderTaste, interests: Set<String>
    ) -> Score {
        let isNear = !item.neighbourhood.isEmpty && item.neighbourhood == taste.neighbourhood
        let parts = [
            ("neighbourhood", isNear ? 100 * weights.neighbourhood : 0),
            ("interest", interests.isDisjoint(with: item.terms) ? 0 : 100 * weights.interest),
            (item.kind?.rawValue ?? "entry", 100 * weights.points(of: item.kind)),
            ("fresh", weights.freshness * freshness(item)),
        ]
        return Score(parts: parts.filter { $0.1 != 0 }.map { (reason: $0.0, points: $0.1) })
    }

    /// The items in the order for one reader.
    ///
    /// - Parameter items: The newest first.
    func ordered(_ items: [Headline], for taste: ReaderTaste) -> [Headline] {
        let interests = taste.terms
        let scored = items.enumerated().map {
            ($0.offset, score($0.element, for: taste, interests: interests).total)
        }
        return scored.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map { items[$0.0] }
    }

    /// Without those that are the third or a later one of their author or organisation. Items nobody is known to have
    /// written all stay.
    func varied(_ items: [Headline]) -> [Headline] {
        var seen: [String: Int] = [:]
        return items.filter { item in
            guard !item.source.isEmpty else { return true }
            seen[item.source, default: 0] += 1
            return seen[item.source, default: 0] <= Self.perSource
        }
    }

    /// 100 when it came out now, half of it for each two days.
    private func freshness(_ item: Headline) -> Int {
        guard let publishedAt = item.publishedAt else { return 0 }
        let days = Double(max(0, now - publishedAt)) / 86_400_000
        return Int((exp2(-days / 2) * 100).rounded())
    }
}

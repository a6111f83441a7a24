/// Divides the places in a digest over its blocks. Pure.
enum ItemShare {
    /// Gives each block in turn one place, as long as it has items and there are places.
    ///
    /// - Parameters:
    ///   - counts: How many items each block has, the most important block first.
    /// - Returns: How many of its items each block may show; the sum is at most `limit`.
    static func divide(_ counts: [Int], limit: Int) -> [Int] {
        var shares = counts.map { _ in 0 }
        var left = limit
        while left > 0 {
            let hungry = counts.indices.filter { shares[$0] < counts[$0] }
            if hungry.isEmpty { break }
            for block in hungry.prefix(left) { shares[block] += 1 }
            left -= min(left, hungry.count)
        }
        return shares
    }
}

/// Finds the name that somebody probably meant.
public enum NearestName {
    /// The name of `names` that is nearest to `text`, or nil when none is near.
    ///
    /// Near means: at most a third of the letters differ (one always may), and not all of them; or one of the
    /// two holds the other. Of equally near names the first one of the alphabet is taken. Upper and lower case are the same.
    public static func of(_ text: String, in names: some Collection<String>) -> String? {
        guard text.count <= 64 else { return nil }
        let wanted = text.lowercased()
        let near = names.sorted().compactMap { name in
            distance(wanted, name).map { (name: name, distance: $0) }
        }
        return near.min { $0.distance < $1.distance }?.name
    }

    /// Nil when the two are not near each other.
    private static func distance(_ wanted: String, _ name: String) -> Int? {
        let edits = editDistance(Array(wanted.utf8), Array(name.lowercased().utf8))
        // Some of it must be right: every word of one letter is one edit away from all others.
        if edits < wanted.count, edits <= max(1, (name.count + 1) / 3) { return edits }
        let holdsOther = wanted.count > 2 && (name.contains(wanted) || wanted.contains(name))
        return holdsOther ? edits : nil
    }

    /// How many letters must be put in, left out, replaced or swapped with their neighbour to make one of the
    /// other (optimal string alignment: Levenshtein's distance and Damerau's swaps).
    static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var rows = [Array(0...right.count)]
        for (i, letter) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                let replaced = rows[i][j] + (letter == other ? 0 : 1)
                var best = min(replaced, rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}

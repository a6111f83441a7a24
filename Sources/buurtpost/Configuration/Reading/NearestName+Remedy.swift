import Model

extension NearestName {
    /// `did you mean "…"?`, or all the names when none is near.
    static func remedy(for text: String, in names: some Collection<String>) -> String {
        if let name = of(text, in: names) { return "did you mean \"\(name)\"?" }
        return "known here: " + names.sorted().joined(separator: ", ")
    }
}

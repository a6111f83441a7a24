/// What one reading of a settings file collects while its sections are read.
final class SettingsReading {
    /// The file, as it is shown in problems.
    let file: String
    let environment: EnvironmentOverrides
    /// In the order they were found.
    private(set) var problems: [Problem] = []
    /// The pattern of every key that the code asked for, such as `relays[].url`.
    private(set) var declared: Set<String> = []
    /// The pattern of every declared key that the file holds.
    private(set) var given: Set<String> = []

    /// Where each value that was read stands, by the path of its key.
    private(set) var places: [String: Problem.Place] = [:]

    init(file: String, environment: EnvironmentOverrides) {
        self.file = file
        self.environment = environment
    }

    /// The folder of the file: where relative paths start.
    var folder: String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "" : String(file[..<slash])
    }

    /// Writes a problem down. The reading goes on.
    func report(_ complaint: Complaint, at place: Problem.Place, key: String) {
        problems.append(
            Problem(place: place, key: key, what: complaint.what, remedy: complaint.remedy))
    }

    /// Writes down where the value of `key` stands.
    func note(_ place: Problem.Place, of key: String) { places[key] = place }

    /// Writes down that the code knows a key, and whether the file holds it.
    func declare(_ pattern: String, isGiven: Bool) {
        declared.insert(pattern)
        if isGiven { given.insert(pattern) }
    }
}

/// Reads one settings file, and finds all its problems in one go.
///
/// Two kinds of problems come alone, because nothing behind them can be read: a text that cannot be parsed
/// (reported at the place where the parser stopped), and lines that may not be parsed (all of them).
struct SettingsFile<Settings> {
    /// Nil when there are problems.
    let settings: Settings?
    /// Sorted. Empty exactly when there are settings.
    let problems: [Problem]
    /// The pattern of every key that was asked for, such as `relays[].url`. The keys of a list's elements
    /// are among them when the file holds an element.
    let declared: Set<String>
    /// The pattern of every declared key that the file holds.
    let given: Set<String>
    private let path: String
    private let places: [String: Problem.Place]

    /// - Parameters:
    ///   - path: The file. Relative paths in it start in its folder.
    ///   - environment: Variables that override keys; none by default.
    ///   - make: Reads the settings; nil after it reported a problem.
    init(_ path: String, environment: [String: String] = [:], _ make: (Section) -> Settings?) {
        let reading = SettingsReading(file: path, environment: EnvironmentOverrides(environment))
        do throws(ConfigurationProblems) {
            let yaml = try ComposedYAML(SettingsText(path: path), path: path)
            let settings = Section.whole(yaml, reading).finish(make)
            self.init(settings, reading.problems + reading.environment.unknown, reading)
        } catch {
            self.init(nil, error.problems, reading)
        }
    }

    private init(_ settings: Settings?, _ problems: [Problem], _ reading: SettingsReading) {
        precondition(
            settings != nil || !problems.isEmpty, "settings were refused without a problem")
        self.settings = problems.isEmpty ? settings : nil
        self.problems = problems.sorted()
        declared = reading.declared
        given = reading.given
        path = reading.file
        places = reading.places
    }

    /// Where the value of `key` stands, a path such as `relays[0].url`; the whole file when it has the default.
    func place(of key: String) -> Problem.Place {
        places[key] ?? .file(path: path, line: 1, column: 1)
    }

    /// The settings.
    ///
    /// - Throws: ``ConfigurationProblems`` when there are problems.
    func get() throws(ConfigurationProblems) -> Settings {
        guard let settings else { throw ConfigurationProblems(problems: problems) }
        return settings
    }
}

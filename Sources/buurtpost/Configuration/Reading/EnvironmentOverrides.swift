import Model

/// The environment variables that override keys of the configuration file.
///
/// A key's variable is its path in capitals, `BUURTPOST_` before it and `_` for what stands between two
/// parts: `platform.desk_phone` is `BUURTPOST_PLATFORM_DESK_PHONE`, and `relays[0].url` is
/// `BUURTPOST_RELAYS_0_URL`. An index that is one past the list's end adds an element. An empty variable
/// counts as not set. What has a free name in its path (the domains of `limits.recipient_domains`) is set
/// in the file only.
final class EnvironmentOverrides {
    /// What every variable begins with.
    static let prefix = "BUURTPOST_"
    /// Variables with that beginning that mean something else: the switches of the package's own build and tests.
    static let others: Set<String> = ["BUURTPOST_WARNINGS", "BUURTPOST_LONG"]

    private let values: [String: String]
    private var known: Set<String> = []
    private var refused: Set<String> = []

    /// - Parameter environment: All variables of the process; the others are left out.
    init(_ environment: [String: String]) {
        values = environment.filter {
            $0.key.hasPrefix(Self.prefix) && !$0.value.isEmpty && !Self.others.contains($0.key)
        }
    }

    /// The variable of the key at `path`.
    static func name(of path: String) -> String {
        let parts = path.split { ".[]".contains($0) }
        return prefix + parts.joined(separator: "_").uppercased()
    }

    /// The value that overrides the key at `path`; nil when its variable is not set.
    func value(of path: String) -> String? { values[Self.name(of: path)] }

    /// Makes the variable of the key at `path` a known one.
    func expect(_ path: String) { known.insert(Self.name(of: path)) }

    /// Takes note that somebody else complains about the variable of `path`; it is offered to nobody.
    func refuse(_ path: String) { refused.insert(Self.name(of: path)) }

    /// Whether a variable is set for something inside the section at `path`.
    func mentions(section path: String) -> Bool {
        let start = Self.name(of: path) + "_"
        return values.keys.contains { $0.hasPrefix(start) }
    }

    /// A problem for every variable that no key is overridden by. Ask when all keys are read.
    var unknown: [Problem] {
        values.keys.filter { !known.contains($0) && !refused.contains($0) }.sorted().map { name in
            Problem(
                place: .variable(nameOrNothing(name) ?? "(a variable)"), key: "",
                what: "is not a variable of buurtpost",
                remedy: NearestName.of(name, in: known).map { "did you mean \($0)?" }
                    ?? "take it out of the environment, or set the key in the file")
        }
    }
}

import Model
import Yams

/// One group of settings while it is read: the keys of a mapping in the file, overridden by the environment.
///
/// Asking for a key is declaring it: ``finish()`` complains about every other key of the mapping, and offers
/// the nearest declared one. A wrong value is reported and the reading goes on, so that one look at a file
/// finds all its problems. A key without a value (`reply_to:`) counts as not given.
final class Section {
    /// The path of this section, `relays[0]`; empty for the whole file.
    let path: String
    /// As ``path``, with `[]` and `<domain>` for what has no fixed name.
    let pattern: String
    /// False where the path holds a free name: then no environment variable can name its keys.
    private let canOverride: Bool
    private let reading: SettingsReading
    private let yaml: ComposedYAML
    private let position: Position
    private var entries: [String: (key: Position, value: Node)] = [:]
    private var names: Set<String> = []
    private var refused: Set<String> = []

    /// - Parameters:
    ///   - node: The mapping, or nil when the file does not hold the section.
    ///   - position: Where the section is named, for what is missing in it.
    init(
        _ node: Node?, path: String, pattern: String, position: Position, canOverride: Bool,
        of yaml: ComposedYAML, reading: SettingsReading
    ) {
        self.path = path
        self.pattern = pattern
        self.position = position
        self.canOverride = canOverride
        self.yaml = yaml
        self.reading = reading
        if let node { readEntries(of: node) }
    }

    /// The file the section stands in.
    var file: String { reading.file }
    /// The folder of that file: where relative paths start.
    var folder: String { reading.folder }

    // MARK: Values

    /// Puts the value of `key` into `value`, which keeps its default when the key is not given or wrong.
    func read<Value>(_ key: String, into value: inout Value, as rule: Rule<Value>) {
        if let found = find(key, rule).value { value = found }
    }

    /// As above, for a setting without a default.
    func read<Value>(_ key: String, into value: inout Value?, as rule: Rule<Value>) {
        if let found = find(key, rule).value { value = found }
    }

    /// The value of a key that has to be given; nil after a problem was reported.
    func require<Value>(_ key: String, as rule: Rule<Value>) -> Value? {
        let found = find(key, rule)
        if case .absent = found {
            let complaint = Complaint("is missing", remedy: "set it; it has no default")
            report(complaint, about: key)
        }
        return found.value
    }

    /// Reports `key` when it is given. It counts as no declared key and is offered to nobody.
    func refuse(_ key: String, _ complaint: Complaint) {
        refused.insert(key)
        if canOverride { reading.environment.refuse(keyPath(key)) }
        if entries[key] != nil || variable(of: key) != nil { report(complaint, about: key) }
    }

    /// Reports what is wrong with `key` beside others: at its variable, its value, or else the section.
    func report(_ complaint: Complaint, about key: String) {
        reading.report(complaint, at: place(of: key), key: keyPath(key))
    }

    // MARK: Sections inside

    /// Reads the section `key`; without it, `make` gets an empty one and so gives the defaults.
    func section<Settings>(_ key: String, _ make: (Section) -> Settings) -> Settings {
        let entry = declare(key)
        let section = inner(
            entry?.value, key: key, pattern: keyPattern(key), position: entry?.key ?? position,
            canOverride: canOverride)
        return section.finish(make)
    }

    /// Reads the list `key`, each element by `make`; empty without it. The environment may add elements.
    func list<Settings>(_ key: String, _ make: (Section) -> Settings?) -> [Settings] {
        let entry = declare(key)
        let nodes = entry.map { elements(of: $0.value, key: key) } ?? []
        return (0..<elementCount(of: key, inFile: nodes.count)).compactMap { index in
            let node = index < nodes.count ? nodes[index] : nil
            let section = inner(
                node, key: "\(key)[\(index)]", pattern: keyPattern(key) + "[]",
                position: node?.position ?? entry?.key ?? position, canOverride: canOverride)
            return section.finish(make)
        }
    }

    /// Reads the mapping `key`, whose own keys are free names that `rule` reads; empty without it.
    ///
    /// - Parameter name: What the free name is, for the pattern: `domain`.
    func table<Settings>(
        _ key: String, of name: String, as rule: Rule<String>, _ make: (Section) -> Settings
    ) -> [String: Settings] {
        let entry = declare(key)
        let table = inner(
            entry?.value, key: key, pattern: keyPattern(key), position: entry?.key ?? position,
            canOverride: false)
        var rows: [String: Settings] = [:]
        for (key, entry) in table.entriesInOrder {
            guard let row = table.rowName(key, at: entry.key, rule) else { continue }
            if rows[row] != nil {
                reading.report(.duplicateRow, at: place(entry.key), key: table.keyPath(key))
            }
            let section = table.inner(
                entry.value, key: key, pattern: "\(table.pattern).<\(name)>", position: entry.key,
                canOverride: false)
            rows[row] = section.finish(make)
        }
        return rows
    }

    /// Reads the section with `make`, then complains about every key that it did not ask for.
    func finish<Settings>(_ make: (Section) -> Settings) -> Settings {
        let settings = make(self)
        for (key, entry) in entries where !names.contains(key) && !refused.contains(key) {
            let complaint = Complaint(
                "is not a key of \(path.isEmpty ? "this file" : path)",
                remedy: NearestName.remedy(for: key, in: names))
            reading.report(complaint, at: place(entry.key), key: keyPath(shown(key)))
        }
        return settings
    }
}

// MARK: - Reading the mapping

extension Section {
    private func readEntries(of node: Node) {
        guard !isEmpty(node), accept(node, at: node.position ?? position, key: path) else { return }
        guard case .mapping(let mapping) = node else {
            let complaint = Complaint(
                "holds \(Self.kind(of: node)) where settings are expected",
                remedy: "write keys such as `name: value`, one a line")
            return reading.report(complaint, at: place(node.position ?? position), key: path)
        }
        for (key, value) in mapping { readEntry(key, value) }
    }

    private func readEntry(_ key: Node, _ value: Node) {
        let place = key.position ?? position
        guard case .scalar(let scalar) = key, !scalar.string.isEmpty else {
            let complaint = Complaint(
                "holds a key that is not a word", remedy: "write `name: value`")
            return reading.report(complaint, at: self.place(place), key: path)
        }
        let name = yaml.key(scalar.string)
        if let first = entries[name] {
            let complaint = Complaint.duplicate(firstLine: first.key.line)
            reading.report(complaint, at: self.place(place), key: keyPath(shown(name)))
        } else {
            entries[name] = (place, value)
        }
    }

    private var entriesInOrder: [(key: String, value: (key: Position, value: Node))] {
        entries.sorted { $0.value.key < $1.value.key }
    }

    private func rowName(_ key: String, at position: Position, _ rule: Rule<String>) -> String? {
        do {
            return try rule.read(key)
        } catch {
            reading.report(error, at: place(position), key: keyPath(shown(key)))
            return nil
        }
    }

    private func elements(of node: Node, key: String) -> [Node] {
        guard !isEmpty(node), accept(node, at: node.position ?? position, key: keyPath(key)) else {
            return []
        }
        guard case .sequence(let sequence) = node else {
            let complaint = Complaint(
                "holds \(Self.kind(of: node)) where a list is expected",
                remedy: "begin each element with `- ` on a line of its own")
            reading.report(complaint, at: place(node.position ?? position), key: keyPath(key))
            return []
        }
        return Array(sequence)
    }

    /// Goes on past the file's own elements while variables name the next one.
    private func elementCount(of key: String, inFile count: Int) -> Int {
        var count = count
        while canOverride, reading.environment.mentions(section: "\(keyPath(key))[\(count)]") {
            count += 1
        }
        return count
    }

    private func inner(
        _ node: Node?, key: String, pattern: String, position: Position, canOverride: Bool
    ) -> Section {
        Section(
            node, path: keyPath(key), pattern: pattern, position: position,
            canOverride: canOverride,
            of: yaml,
            reading: reading)
    }

    private func declare(_ key: String) -> (key: Position, value: Node)? {
        names.insert(key)
        reading.declare(keyPattern(key), isGiven: entries[key] != nil)
        return entries[key]
    }
}

// MARK: - Reading a value

extension Section {
    private enum Found<Value> {
        case absent
        /// Given, and reported.
        case wrong
        case right(Value)

        var value: Value? { if case .right(let value) = self { value } else { nil } }
    }

    /// A variable wins; the value in the file is checked all the same.
    private func find<Value>(_ key: String, _ rule: Rule<Value>) -> Found<Value> {
        let inFile = declare(key).map { readNode($0.value, key, rule) } ?? .absent
        if canOverride { reading.environment.expect(keyPath(key)) }
        guard let text = variable(of: key) else { return inFile }
        return readText(text, key, rule, at: place(of: key))
    }

    private func readNode<Value>(_ node: Node, _ key: String, _ rule: Rule<Value>) -> Found<Value> {
        guard !isEmpty(node) else { return .absent }
        let position = node.position ?? position
        guard accept(node, at: position, key: keyPath(key)) else { return .wrong }
        guard case .scalar(let scalar) = node else {
            let complaint = Complaint(
                "holds \(Self.kind(of: node)) where one value is expected",
                remedy: "write the value behind the colon")
            reading.report(complaint, at: place(position), key: keyPath(key))
            return .wrong
        }
        return readText(DisarmedText.restored(scalar.string), key, rule, at: place(position))
    }

    private func readText<Value>(
        _ text: String, _ key: String, _ rule: Rule<Value>, at place: Problem.Place
    ) -> Found<Value> {
        reading.note(place, of: keyPath(key))
        do {
            return .right(try rule.read(text))
        } catch {
            reading.report(error, at: place, key: keyPath(key))
            return .wrong
        }
    }

    /// What the environment overrides `key` with.
    private func variable(of key: String) -> String? {
        canOverride ? reading.environment.value(of: keyPath(key)) : nil
    }

    /// False, after a problem was reported, when the node is an alias or begins with an anchor or a tag.
    private func accept(_ node: Node, at position: Position, key: String) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain,
            let refused = DisarmedText.node(begunBy: scalar.string)
        else { return true }
        reading.report(.refusedNode(refused), at: place(position), key: key)
        return false
    }

    /// Nothing, `~` or `null` behind the colon (YAML 1.2.2 §10.3.2).
    private func isEmpty(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    private static func kind(of node: Node) -> String {
        switch node {
        case .mapping: "settings"
        case .sequence: "a list"
        case .scalar, .alias: "one value"
        }
    }
}

// MARK: - Names and places

extension Section {
    private func keyPath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    private func keyPattern(_ key: String) -> String { pattern.isEmpty ? key : "\(pattern).\(key)" }

    /// A key of the user's as it may be printed.
    private func shown(_ key: String) -> String { nameOrNothing(key) ?? "(a key)" }

    private func place(_ position: Position) -> Problem.Place {
        .file(path: reading.file, line: position.line, column: position.column)
    }

    private func place(of key: String) -> Problem.Place {
        if variable(of: key) != nil {
            return .variable(EnvironmentOverrides.name(of: keyPath(key)))
        }
        return place(entries[key].map { $0.value.position ?? $0.key } ?? position)
    }
}

extension Complaint {
    static let duplicateRow = Complaint(
        "is given twice, in other letters", remedy: "keep one of the two")
}

extension Section {
    /// The section that is the whole file.
    static func whole(_ yaml: ComposedYAML, _ reading: SettingsReading) -> Section {
        Section(
            yaml.root, path: "", pattern: "", position: .start, canOverride: true,
            of: yaml, reading: reading)
    }
}

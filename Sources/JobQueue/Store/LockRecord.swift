import Foundation

/// What a daemon writes into its lock file, so that the next one knows how it ended and in whose place it stands.
///
/// Text for people and programs: a title and a line for each ``Field``, all of one length, so that each value has
/// its fixed place and changes with one `pwrite(2)`. All of it fits into 512 bytes: one sector, torn by nothing.
struct LockRecord: Equatable, Sendable {
    /// The process that holds or held the lock.
    var pid: Int32 = 0
    /// The generation that stands in the database; nil before the first.
    var generation: Generation?
    /// The one that is about to take its place (``DatabaseLock/announce(_:)``).
    var next: Generation?
    /// The job that runs alone.
    var alone: Int64?
    /// The signal that the process died of, as far as ``CrashMark`` saw it.
    var signal: Int32?
    /// What the cgroup had counted when the process started; nil when it counts nothing.
    var oomKills: OOMKills?
    /// Where the lock file lay.
    var place = Place()
    /// Whether the process said that it ended in order.
    var endedCleanly = false
}

extension LockRecord {
    /// The lines, in their order in the file.
    enum Field: String, CaseIterable {
        case pid
        case generation
        case next
        case alone
        case signal
        case oomKills = "oom_kill"
        case machine
        case filesystem
        case inode
        case ended

        /// Where the value begins, in bytes from the begin of the file.
        var offset: Int { lineOffset + LockRecord.labelWidth }

        /// Where the line begins.
        var lineOffset: Int {
            (Field.allCases.firstIndex(of: self)! + 1) * LockRecord.lineLength
        }
    }

    private static let title = "buurtpost lock 1"
    private static let labelWidth = 12
    private static let valueWidth = 32
    private static let lineLength = labelWidth + valueWidth + 1
    /// Stands for a value that is not there.
    private static let none = "-"

    /// The length of a whole record in bytes.
    static let length = (Field.allCases.count + 1) * lineLength

    // MARK: Writing

    /// The whole record.
    var bytes: [UInt8] {
        Array((Self.padded(Self.title) + "\n").utf8) + Field.allCases.flatMap(line)
    }

    /// The line of one field, with its end.
    func line(_ field: Field) -> [UInt8] {
        let label = field.rawValue.padding(
            toLength: Self.labelWidth, withPad: " ", startingAt: 0)
        let value = (text(field) ?? Self.none).padding(
            toLength: Self.valueWidth, withPad: " ", startingAt: 0)
        return Array((label + value + "\n").utf8)
    }

    private func text(_ field: Field) -> String? {
        switch field {
        case .pid: String(pid)
        case .generation: generation?.text
        case .next: next?.text
        case .alone: alone.map { String($0) }
        case .signal: signal.map { String($0) }
        case .oomKills: oomKills?.text
        case .machine: place.machine?.text
        case .filesystem: place.filesystem?.text
        case .inode: place.inode.map { String($0) }
        case .ended: endedCleanly ? "yes" : nil
        }
    }

    private static func padded(_ text: String) -> String {
        text.padding(toLength: lineLength - 1, withPad: " ", startingAt: 0)
    }

    // MARK: Reading

    /// Reads what ``bytes`` gave. Nil for all else: empty, short, longer, binary, of another version, or damaged in
    /// any field; nothing is known then.
    init?(bytes: [UInt8]) {
        guard bytes.count == Self.length, let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        self.init(lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }

    private init?(lines: [Substring]) {
        guard lines.count == Field.allCases.count + 2, lines.last == "",
            lines[0] == Self.padded(Self.title)
        else { return nil }
        for (field, line) in zip(Field.allCases, lines.dropFirst()) {
            guard let value = Self.value(of: field, in: line) else { return nil }
            guard value == Self.none || take(field, value) else { return nil }
        }
    }

    private static func value(of field: Field, in line: Substring) -> String? {
        guard line.utf8.count == lineLength - 1, line.hasPrefix(field.rawValue + " ") else {
            return nil
        }
        return line.dropFirst(labelWidth).trimmingCharacters(in: .whitespaces)
    }

    /// Returns whether `value` is one of the field.
    private mutating func take(_ field: Field, _ value: String) -> Bool {
        switch field {
        case .pid: Self.set(&pid, Int32(value))
        case .generation: Self.set(&generation, Generation(text: value))
        case .next: Self.set(&next, Generation(text: value))
        case .alone: Self.set(&alone, Int64(value))
        case .signal: Self.set(&signal, Int32(value))
        case .oomKills: Self.set(&oomKills, OOMKills(text: value))
        case .machine: Self.set(&place.machine, Fingerprint(text: value))
        case .filesystem: Self.set(&place.filesystem, Fingerprint(text: value))
        case .inode: Self.set(&place.inode, UInt64(value))
        case .ended: Self.set(&endedCleanly, value == "yes" ? true : nil)
        }
    }

    private static func set<T>(_ target: inout T, _ value: T?) -> Bool {
        guard let value else { return false }
        target = value
        return true
    }

    private static func set<T>(_ target: inout T?, _ value: T?) -> Bool {
        target = value
        return value != nil
    }
}

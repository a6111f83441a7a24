import Foundation

/// How often the kernel killed a process of our cgroup because memory ran out (`oom_kill` in `memory.events`,
/// <https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files>).
public struct OOMKills: Equatable, Sendable {
    /// Since the cgroup was made.
    public let count: Int
    /// Which cgroup: counts of different ones are not compared.
    let cgroup: Fingerprint

    init(count: Int, cgroup: String) {
        self.count = count
        self.cgroup = Fingerprint(of: cgroup)
    }

    /// Whether there was such a kill since `former` was read in the same cgroup.
    public func rose(since former: OOMKills) -> Bool {
        cgroup == former.cgroup && count > former.count
    }
}

extension OOMKills {
    /// Reads the count for this process; nil when the system does not count: cgroup version 1, the root cgroup.
    ///
    /// systemd takes a service's own cgroup away when it ends, and its count with it. A count goes up in all cgroups
    /// above as well, so this reads the highest one that bears our name: `system-buurtpost.slice` for
    /// `buurtpost@town.service`.
    ///
    /// - Parameters:
    ///   - root: Where cgroup version 2 is mounted.
    ///   - membership: The file that names the process's cgroup (cgroups(7)).
    public static func ofThisProcess(
        root: String = "/sys/fs/cgroup", membership: String = "/proc/self/cgroup"
    ) -> OOMKills? {
        guard let lines = try? String(contentsOfFile: membership, encoding: .utf8),
            let line = lines.split(separator: "\n").first(where: { $0.hasPrefix("0::/") })
        else { return nil }
        let cgroup = ours(in: String(line.dropFirst("0::".count)))
        let path = root + (cgroup == "/" ? "" : cgroup) + "/memory.events"
        guard let events = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return count(in: events).map { OOMKills(count: $0, cgroup: cgroup) }
    }

    private static func ours(in path: String) -> String {
        let names = path.split(separator: "/")
        guard let top = names.firstIndex(where: { $0.contains("buurtpost") }) else { return path }
        return "/" + names[...top].joined(separator: "/")
    }

    private static func count(in events: String) -> Int? {
        for line in events.split(separator: "\n") where line.hasPrefix("oom_kill ") {
            return Int(line.dropFirst("oom_kill ".count))
        }
        return nil
    }
}

extension OOMKills {
    /// For the lock file: the count, a space, the cgroup.
    var text: String { "\(count) \(cgroup.text)" }

    init?(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), count >= 0,
            let cgroup = Fingerprint(text: parts[1])
        else { return nil }
        self.count = count
        self.cgroup = cgroup
    }
}

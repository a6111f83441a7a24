import Foundation

/// Where a lock file lies: on which machine, and as which file of which file system.
///
/// Tells a copied folder from one that stayed or was moved. What is not known is nil and proves nothing.
struct Place: Equatable, Sendable {
    /// Of the machine's id (machine-id(5), which asks not to pass on the id itself).
    var machine: Fingerprint?
    /// Of the file system's own id, where that and its inode numbers outlive a reboot.
    var filesystem: Fingerprint?
    /// The file's number in that file system.
    var inode: UInt64?
}

extension Place {
    /// File systems with an id of their own, whose inode numbers and id outlive a reboot. XFS gives the number of its
    /// device as its id, which a new disk may have as well; overlay, FUSE and FAT make inode numbers up.
    private static let lasting: Set<Substring> = ["ext2", "ext3", "ext4", "zfs"]

    /// The place of an open file.
    ///
    /// - Parameters:
    ///   - machineID: The file with the machine's id. Missing or empty, as in most containers, is unknown.
    ///   - mounts: The file that tells which device has which kind of file system (proc_pid_mountinfo(5)).
    init(
        descriptor: Int32, machineID: String = "/etc/machine-id",
        mounts: String = "/proc/self/mountinfo"
    ) {
        machine = Self.machine(machineID)
        var system = statvfs()
        var file = stat()
        guard fstatvfs(descriptor, &system) == 0, fstat(descriptor, &file) == 0,
            let kind = Self.kind(ofDevice: file.st_dev, mounts), Self.lasting.contains(kind)
        else { return }
        filesystem = Fingerprint(of: "\(kind) \(system.f_fsid)")
        inode = UInt64(file.st_ino)
    }

    /// Fields are parted by spaces: the third is the device, the kind comes after a dash.
    private static func kind(ofDevice device: dev_t, _ mounts: String) -> Substring? {
        guard let text = try? String(contentsOfFile: mounts, encoding: .utf8) else { return nil }
        let wanted = name(of: device)
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2, fields[2] == wanted, let dash = fields.firstIndex(of: "-"),
                dash + 1 < fields.count
            else { continue }
            return fields[dash + 1]
        }
        return nil
    }

    /// `major:minor`, taken apart as the macros of makedev(3) do, which Swift does not see.
    private static func name(of device: dev_t) -> String {
        let major = (device >> 8) & 0xfff | (device >> 32) & 0xffff_f000
        let minor = device & 0xff | (device >> 12) & 0xffff_ff00
        return "\(major):\(minor)"
    }

    private static func machine(_ path: String) -> Fingerprint? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let id = text.trimmingCharacters(in: .whitespacesAndNewlines)
        // Before its first boot an image says "uninitialized".
        guard id.utf8.count == 32, id.utf8.allSatisfy(\.isLowerHexadecimal) else { return nil }
        return Fingerprint(of: "buurtpost \(id)")
    }

    /// Whether a record that was written there lies on another machine now.
    func isOtherMachine(than former: Place) -> Bool {
        guard let machine, let before = former.machine else { return false }
        return machine != before
    }

    /// Whether a record that was written there lies in another file of the same file system now. A file that is moved
    /// keeps its number there, a copy has its own; a move to another file system cannot be told from a copy.
    func isOtherFile(than former: Place) -> Bool {
        guard let filesystem, filesystem == former.filesystem else { return false }
        return inode != former.inode
    }
}

/// The default paths that are made from another path.
enum SiblingFile {
    /// The name of the file at `path`, without folders and without its last extension: `a/b.yaml` gives `b`.
    static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return String(name) }
        return String(name[..<dot])
    }

    /// `path` with `suffix` in place of its extension: `/a/b.db` and `.links.key` give `/a/b.links.key`.
    static func path(of path: String, suffix: String) -> String {
        let folders = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        return folders + stem(of: path) + suffix
    }
}

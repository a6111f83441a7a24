import Foundation

/// Where the made-up town, the page to leaf through its letters and the words of the letters are found.
struct DemoSource: Equatable {
    /// The folder that holds `config/demo` and `jobs`.
    let root: String

    /// What the platform gave on the day it joined: an exchange folder.
    var town: URL { folder("config/demo/town") }
    /// What came in during the night after it.
    var morning: URL { folder("config/demo/morning") }
    /// The configuration, but for the place of the jobs.
    var configuration: String { "\(root)/config/demo/buurtpost.yaml" }
    /// The folder with the template `leaf.html`.
    var leaf: String { "\(root)/config/demo/leaf" }
    var jobs: String { "\(root)/jobs" }

    /// Takes the first of `places` that has everything.
    ///
    /// - Parameter places: Folders, absolute.
    /// - Throws: ``DemoError/noTown(places:)``, naming them all.
    init(in places: [String]) throws(DemoError) {
        guard let root = places.first(where: Self.isComplete) else { throw .noTown(places: places) }
        self.root = root
    }

    /// The working folder; the package that the executable was built in (`swift build` puts it below a folder
    /// `.build…`); what a package installs. None twice.
    static func places(workingFolder: String, executable: String) -> [String] {
        let built = URL(filePath: executable).pathComponents
        let package = built.lastIndex { $0.hasPrefix(".build") }.map { built[..<$0] }
        let root = package.map { "/" + $0.dropFirst().joined(separator: "/") }
        return [workingFolder, root, "/usr/share/buurtpost"].compactMap { $0 }
            .map(withoutLastSlash).reduce(into: []) { unique, place in
                if !unique.contains(place) { unique.append(place) }
            }
    }

    private static func isComplete(_ root: String) -> Bool {
        ["config/demo/town", "config/demo/morning", "config/demo/leaf", "jobs"].allSatisfy {
            FileManager.default.fileExists(atPath: "\(root)/\($0)")
        }
    }

    private static func withoutLastSlash(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private func folder(_ name: String) -> URL {
        URL(filePath: "\(root)/\(name)", directoryHint: .isDirectory)
    }
}

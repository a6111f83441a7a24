import Foundation
import Glibc

/// The files of a folder of templates as texts; what is not a template goes to ``problems``.
struct TemplateFiles {
    /// The endings that templates have.
    static let endings = ["html", "txt"]
    private static let largest = 256 * 1024

    /// By file name.
    private(set) var texts: [String: String] = [:]
    private(set) var problems: [TemplateProblem] = []

    init(readingFrom path: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            problems = [TemplateProblem(file: path, "this is not a folder that can be read")]
            return
        }
        for name in names where !name.hasPrefix(".") { read(name, in: path) }
    }

    /// A file's name and its ending; nil when it cannot be a template.
    static func parts(of file: String) -> (name: String, ending: String)? {
        let parts = file.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, TemplateName.isWord(parts[0]), endings.contains(parts[1]) else {
            return nil
        }
        return (parts[0], parts[1])
    }

    private mutating func read(_ name: String, in folder: String) {
        let path = "\(folder)/\(name)"
        if let reason = Self.fault(of: name, at: path) {
            problems.append(TemplateProblem(file: path, reason))
        } else if let data = FileManager.default.contents(atPath: path) {
            take(data, name, path)
        } else {
            problems.append(TemplateProblem(file: path, "this file cannot be read"))
        }
    }

    private mutating func take(_ data: Data, _ name: String, _ path: String) {
        guard let text = String(validating: data, as: UTF8.self) else {
            return problems.append(TemplateProblem(file: path, "this file is not UTF-8"))
        }
        texts[name] = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// Why it is not even opened: a named pipe would hang, a film would fill the memory.
    private static func fault(of name: String, at path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return "this file cannot be read" }
        guard parts(of: name) != nil else {
            return "a template is called NAME.html or NAME.txt, in letters, digits, _ and -"
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return "this is not a plain file" }
        return status.st_size > largest ? "this file is larger than \(largest) octets" : nil
    }
}

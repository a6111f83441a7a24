import BuurtpostTestKit
import Foundation
import Testing

@testable import buurtpost

@Suite("Configurations that went wrong by chance")
struct ConfigurationFuzzTests {
    /// What changes the meaning of a YAML text most.
    private static let fragments: [[UInt8]] = [
        "*", "&a", "!", "[", "{", "]", "}", ":", "- ", "\n", "\t", "'", "\"", "#", "? ", "|\n",
        "---\n",
        "%", "\u{E9}", "\u{0}", "  ", "name: ", "url: ", "<<: *a", "~",
    ].map { Array($0.utf8) }

    private static func mutate(_ octets: [UInt8], with chance: inout SplitMix64) -> [UInt8] {
        var octets = octets
        for _ in 0..<Int.random(in: 1...6, using: &chance) {
            let at = Int.random(in: 0..<octets.count, using: &chance)
            let end = min(octets.count, at + Int.random(in: 0...12, using: &chance))
            switch Int.random(in: 0..<4, using: &chance) {
            case 0: octets[at] = UInt8.random(in: 0...255, using: &chance)
            case 1: octets.removeSubrange(at..<end)
            case 2: octets.insert(contentsOf: octets[at..<end], at: octets.count / 2)
            default:
                octets.insert(contentsOf: fragments.randomElement(using: &chance) ?? [], at: at)
            }
        }
        return octets
    }

    @Test(
        "500 broken samples each give settings or problems with a place in the file",
        arguments: [1, 2, 3, 4, 5] as [UInt64])
    func survives(_ seed: UInt64) throws {
        let folder = try ConfigurationFolder()
        let sample = try String(
            contentsOfFile: projectRoot + "config/buurtpost.yaml", encoding: .utf8)
        // Without the comments nearly every change meets something that is read.
        let lines = sample.replacing(/(?m)^#>/, with: "").split(separator: "\n")
            .filter { !$0.drop(while: { $0 == " " }).hasPrefix("#") }
        let octets = Array(lines.joined(separator: "\n").utf8)
        var chance = SplitMix64(seed: seed)
        var refused = 0
        for _ in 0..<100 {
            let path = try folder.write(Self.mutate(octets, with: &chance), to: "a.yaml")
            let problems = SettingsFile(path, Configuration.init).problems
            refused += problems.isEmpty ? 0 : 1
            for problem in problems { try Self.check(problem, octets.count) }
        }
        #expect((50...100).contains(refused))
    }

    /// A problem is one line, and its place one that an editor can go to.
    private static func check(_ problem: Problem, _ size: Int) throws {
        guard case .file(_, let line, let column) = problem.place else {
            throw problem
        }
        #expect((1...size).contains(line) && (1...600).contains(column))
        #expect(!problem.description.unicodeScalars.contains { $0.isControl })
        #expect(!problem.what.isEmpty && !problem.remedy.isEmpty)
    }
}

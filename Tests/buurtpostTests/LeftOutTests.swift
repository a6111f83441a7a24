import BuurtpostTestKit
import Foundation
import Testing

@testable import buurtpost

/// The tests of `.ci/check-tests`: a test that never runs is worse than none.
@Suite("Tests that were left out")
struct LeftOutTests {
    /// `FUNC` and `ATTRIBUTE` stand for the words that would make this very file a finding.
    static let files: [(text: String, leftOut: [String])] = [
        (
            """
            struct PlantedTests {
                ATTRIBUTE("a sentence", arguments: [
                    (1, 2), (3, 4),
                ])
                FUNC good(a: Int, b: Int) { #expect(a < b) }

                FUNC forgotten() throws {
                    let value = try #require(Int("1"))
                    #expect(value == 1)
                }

                FUNC shared(_ value: Int) { #expect(value == 1) }

                private FUNC helper() { #expect(Bool(true)) }

                FUNC harmless() -> Int { 1 }

                ATTRIBUTE("another") FUNC other() { shared(1) }

                FUNC alsoForgotten() { #expect(Bool(true)) }

                FUNC testOld() {}
            }
            """, ["7: forgotten", "20: alsoForgotten", "22: testOld"]
        ),
        ("struct PlantedTests {}\n", [" has no ATTRIBUTE"]),
        (
            """
            struct PlantedTests {
                ATTRIBUTE FUNC one() { #expect(Bool(true)) }
            }
            """, []
        ),
    ]

    @Test("what expects something and bears no attribute is found with its line", arguments: files)
    func planted(text: String, leftOut: [String]) throws {
        let folder = TemporaryFolder()
        try folder.write(Self.spelt(text), to: "planted/PlantedTests.swift")
        let end = try DemoProgram.shell(
            "'\(projectRoot).ci/check-tests' planted", in: folder.url.path(percentEncoded: false))
        let lines = end.output.split(separator: "\n")
        #expect(end.status == (leftOut.isEmpty ? 0 : 1), "\(end)")
        #expect(lines.count == max(1, leftOut.count), "\(end)")
        for (line, planted) in zip(lines, leftOut) {
            let start = "planted/PlantedTests.swift:\(Self.spelt(planted))"
            #expect(line.hasPrefix(start), "\(end)")
        }
    }

    private static func spelt(_ text: String) -> String {
        text.replacing("FUNC", with: "func").replacing("ATTRIBUTE", with: "@Test")
    }
}

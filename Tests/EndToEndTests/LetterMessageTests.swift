import BuurtpostTestKit
import Foundation
import Links
import Testing

@testable import Mail

extension EndToEnd {
    @Suite("The messages of a big town")
    struct LetterMessageTests {
        private let linter: MessageLinter
        private let instance: Instance

        /// 300, and 30,000 in long runs: reading a letter back takes longer than writing it.
        private let residents = EndToEnd.bigTown == 30_000 ? 30_000 : 300

        init() throws {
            linter = MessageLinter(
                pages: try PublicURL("https://www.example.nl/post"), sender: "Lingeborg")
            instance = try Instance()
        }

        @Test("every letter breaks no rule, and Python reads in it what we wrote, without a defect")
        func letters() throws {
            #expect(try instance.settle(EndToEnd.town(residents)).status == 0)
            #expect(try instance.drain(at: EndToEnd.morning).status == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: instance.maildir.path)
            #expect(names.count > residents / 4)
            for start in stride(from: 0, to: names.count, by: 500) {
                try check(names[start..<min(start + 500, names.count)])
            }
        }

        /// A few hundred at a time: memory stays small, and Python starts seldom.
        private func check(_ names: ArraySlice<String>) throws {
            let messages = try names.map { name in
                MaildirText.message(
                    in: try Data(contentsOf: instance.maildir.appendingPathComponent(name)))
            }
            let findings = messages.flatMap(linter.findings(in:))
            #expect(Set(findings.map(\.description)) == [])
            let reader = PythonMailReader(folder: instance.folder)
            let expected = try messages.map(MaildirText.expected)
            #expect(try reader.complaints(about: expected) == "")
        }
    }
}

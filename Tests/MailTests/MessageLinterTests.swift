import BuurtpostTestKit
import Foundation
import Links
import Testing

@testable import Mail

@Suite struct MessageLinterTests {
    private func findings(in octets: [UInt8]) -> [LintFinding] {
        LintSamples.linter.findings(in: octets)
    }

    @Test("a good digest and a good reminder break no rule")
    func good() throws {
        for message in try [LintSamples.digest(), LintSamples.reminder()] {
            #expect(findings(in: MessageComposer.compose(message)).map(\.description) == [])
        }
    }

    @Test("each fault is found by the rule that is meant for it", arguments: LintFault.table)
    func fault(fault: LintFault) throws {
        let found = findings(in: try fault.octets())
        #expect(found.contains { $0.rule == fault.rule }, "\(found)")
    }

    @Test("every rule has its name once and a fault in the table")
    func complete() {
        let names = LintRule.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(LintFault.table.map(\.rule)) == Set(names))
    }

    @Test("every rule is in the documentation with its weight")
    func documented() throws {
        let page = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../docs/messages.md"), encoding: .utf8)
        for rule in LintRule.all {
            #expect(page.contains("| `\(rule.name)` | \(rule.severity.rawValue) |"), "\(rule.name)")
        }
    }

    @Test("what a finding says holds no address and no word of the letter")
    func discreet() throws {
        for fault in LintFault.table {
            for finding in findings(in: try fault.octets()) {
                #expect(!finding.description.contains("zoe@"))
                #expect(!finding.description.contains("koffie"))
            }
        }
    }

    @Test("what a relay must not get is found before sending, too")
    func fatal() throws {
        for fault in LintFault.wireAndHeader {
            let octets = try fault.octets()
            let fatal = findings(in: octets).filter { $0.severity == .fatal && $0.rule != "wire" }
            #expect(MessageLinter.fatalFindings(inHeaderOf: octets) == fatal, "\(fault)")
        }
    }

    @Test(
        "an octet in the wrong place is found wherever it is",
        arguments: 1...20 as ClosedRange<UInt64>)
    func wrongOctet(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let good = MessageComposer.compose(try LintSamples.reminder())
        for octet in [0x00, 0x0A, 0x0D, 0x80, 0xFF] as [UInt8] {
            var octets = good
            // Not beside a line end, where a second CR or LF is one more way to end a line.
            let place = try #require(
                octets.indices.shuffled(using: &random).first {
                    $0 > 0 && octets[$0] > 0x0D && octets[$0 - 1] > 0x0D
                })
            octets.insert(octet, at: place)
            #expect(findings(in: octets).contains { $0.rule == "wire" }, "\(octet) at \(place)")
        }
    }

    @Test(
        "a message that was cut off or mixed up is judged, not stumbled over",
        arguments: 1...20 as ClosedRange<UInt64>)
    func noise(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let good = MessageComposer.compose(try LintSamples.reminder())
        for _ in 0..<10 {
            var octets = good
            for _ in 0..<8 {
                octets[Int.random(in: octets.indices, using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            let cut = Array(octets.prefix(.random(in: 0..<octets.count, using: &random)))
            #expect(!findings(in: cut).isEmpty)
        }
    }

    @Test("a letter read back says what was written, line for line")
    func roundTrip() throws {
        let message = try LintSamples.reminder()
        let structure = try MessageStructure(MessageComposer.compose(message))
        #expect(structure.parts.map(\.type.name) == ["text/plain", "text/html", "text/calendar"])
        #expect(structure.parts[0].text + "\r\n" == LintSamples.text.replacing("\n", with: "\r\n"))
        #expect(structure.parts[1].text + "\r\n" == LintSamples.html.replacing("\n", with: "\r\n"))
        #expect(structure.parts[2].text == LintSamples.calendar())
        let subject = structure.header.only("subject").flatMap(EncodedWordReading.decode)
        #expect(subject == message.subject)
    }

    @Test("a letter to an address outside ASCII is UTF-8 in its header and nowhere else")
    func international() throws {
        var message = try LintSamples.digest()
        message.to = Mailbox(name: "Zoë", address: try EmailAddress("zoë@example.nl"))
        let outgoing = message.outgoing(letter: 1)
        #expect(outgoing.needsSMTPUTF8)
        #expect(MessageCheck.problems(of: message, octets: outgoing.octets) == [])
        #expect(findings(in: outgoing.octets).map(\.description) == [])
        let text = String(decoding: outgoing.octets, as: UTF8.self)
        #expect(text.contains("\r\nTo: =?utf-8?q?Zo=C3=AB?= <zoë@example.nl>\r\n"))
    }
}

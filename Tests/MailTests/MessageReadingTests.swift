import BuurtpostTestKit
import Testing

@testable import Mail

@Suite("Messages as Python's email reads them")
struct MessageReadingTests {
    private let reader = PythonMailReader(folder: BuurtpostTestKit.TemporaryFolder())

    private func expected(_ message: Message) -> PythonMailReader.Expected {
        var parts = ["text/plain": text(message.text)]
        if !message.html.isEmpty { parts["text/html"] = text(message.html) }
        parts["text/calendar"] = message.calendar?.text
        return PythonMailReader.Expected(
            octets: MessageComposer.compose(message), subject: message.subject, parts: parts)
    }

    /// The line end before a boundary belongs to it (RFC 2046 §5.1.1).
    private func text(_ segments: [BodySegment]) -> String {
        String(segments.map(\.source).joined().dropLast())
    }

    @Test("samples have no defects and say what was written")
    func samples() throws {
        let messages = try [
            MessageSamples.digest(), MessageSamples.reminder(), LintSamples.digest(),
            LintSamples.reminder(),
        ]
        #expect(try reader.complaints(about: messages.map(expected)) == "")
    }

    @Test(
        "names and subjects of any script arrive whole",
        arguments: [
            "Zoë", "’t Hoekje", "Ünal Şahin", "名前", "😀👩‍👩‍👧‍👦", "a=?b", "=?utf-8?q?x?=", "_ _",
            "e\u{301}e\u{301}", String(repeating: "koffie é ", count: 40) + "om", "\"x\"",
        ])
    func scripts(words: String) throws {
        var message = try LintSamples.digest()
        message.subject = words
        message.to = Mailbox(name: words, address: message.to.address)
        #expect(try reader.complaints(about: [expected(message)]) == "")
    }

    @Test(
        "a name that is encoded and an address of any length keep the lines short",
        arguments: 1...64)
    func lineWidth(length: Int) throws {
        var message = try LintSamples.digest()
        let address = String(repeating: "a", count: length) + "@post.example"
        message.to = Mailbox(name: "Agnieszka Wiśniewska", address: try EmailAddress(address))
        let octets = MessageComposer.compose(message)
        #expect(MessageCheck.problems(of: message, octets: octets) == [])
        #expect(LintSamples.linter.findings(in: octets).map(\.description) == [])
    }

    @Test("a message with a fault is complained about")
    func faults() throws {
        let good = try LintSamples.digest()
        var other = expected(good)
        other = PythonMailReader.Expected(
            octets: MessageComposer.compose(good), subject: "Iets anders", parts: ["text/plain": ""]
        )
        let broken = PythonMailReader.Expected(
            octets: Array(MessageComposer.compose(good).dropLast(60)), subject: good.subject,
            parts: [:])
        let complaints = try reader.complaints(about: [expected(good), other, broken])
        #expect(complaints.contains("1 another subject\n1 other parts"))
        #expect(complaints.contains("2 CloseBoundaryNotFoundDefect"))
        #expect(!complaints.contains("0 "))
    }
}

import Foundation
import Links
import Testing

@testable import Mail

@Suite struct MessageComposerTests {
    private func fixture(_ name: String) throws -> [UInt8] {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "eml", subdirectory: "Fixtures"))
        return Array(try Data(contentsOf: url))
    }

    private func expect(_ message: Message, equals name: String) throws {
        let octets = MessageComposer.compose(message)
        #expect(
            String(decoding: octets, as: UTF8.self)
                == String(decoding: try fixture(name), as: UTF8.self))
        #expect(octets == (try fixture(name)))
        #expect(MessageCheck.problems(of: message, octets: octets) == [])
    }

    @Test("a digest is text and HTML with all its fields, octet for octet")
    func digest() throws { try expect(MessageSamples.digest(), equals: "digest") }

    @Test("a reminder carries its calendar object last, octet for octet")
    func reminder() throws { try expect(MessageSamples.reminder(), equals: "reminder") }

    @Test("a letter in plain text is not a multipart, octet for octet")
    func plain() throws { try expect(MessageSamples.plain(), equals: "plain") }

    @Test("the same message gives the same octets")
    func deterministic() throws {
        let message = try MessageSamples.reminder()
        #expect(MessageComposer.compose(message) == MessageComposer.compose(message))
    }

    @Test("how the text is cut into segments makes no difference")
    func segments() throws {
        var whole = try MessageSamples.digest()
        whole.text = [BodySegment("Goedemorgen Zoë,\n\nBuurtkoffie in ’t Oude Café\n")]
        #expect(
            try MessageComposer.compose(MessageSamples.digest()) == MessageComposer.compose(whole))
    }

    @Test("no text of a message can look like its boundary")
    func boundary() throws {
        var message = try MessageSamples.digest()
        let boundary = "--=_" + message.messageID.token
        message.text = [BodySegment("\(boundary)\n\(boundary)--\n")]
        message.html = message.text
        let text = String(decoding: MessageComposer.compose(message), as: UTF8.self)
        #expect(text.components(separatedBy: boundary).count == 4)
    }

    @Test("nothing that a neighbour can write adds a field or ends the header")
    func injection() throws {
        let attack = "x\r\nBcc: a@b.nl\r\n\r\nbody\u{0}\u{2028}\u{85}"
        var message = try MessageSamples.digest()
        message.subject = attack
        message.to = Mailbox(name: attack, address: message.to.address)
        message.list = try ListIdentity(
            label: "digest", name: attack, domain: MessageSamples.domain())
        let text = String(decoding: MessageComposer.compose(message), as: UTF8.self)
        let names = text.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
            .filter { !$0.hasPrefix(" ") }.compactMap {
                $0.split(separator: ":").first.map(String.init)
            }
        #expect(
            names == [
                "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language",
                "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted",
                "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
            ])
    }

    @Test("without https the link is shown and one-click is not offered")
    func plainUnsubscribe() throws {
        var message = try MessageSamples.digest()
        message.unsubscribe = try WebLink("http://localhost:8080/unsubscribe/a")
        let text = String(decoding: MessageComposer.compose(message), as: UTF8.self)
        #expect(text.contains("\r\nList-Unsubscribe: <http://localhost:8080/unsubscribe/a>\r\n"))
        #expect(!text.contains("List-Unsubscribe-Post"))
    }

    @Test("an outgoing message has the envelope of its message")
    func outgoing() throws {
        let message = try MessageSamples.digest()
        let outgoing = message.outgoing(letter: 4711)
        #expect(outgoing.letter == 4711)
        #expect(outgoing.reversePath == message.reversePath)
        #expect(outgoing.recipient.description == "zoe@example.nl")
        #expect(outgoing.octets == MessageComposer.compose(message))
    }
}

import Links
import Testing

@testable import Mail

@Suite struct MessageCheckTests {
    private func problems(_ change: (inout Message) throws -> Void) throws -> [MessageProblem] {
        var message = try MessageSamples.digest()
        try change(&message)
        return MessageCheck.problems(of: message, octets: MessageComposer.compose(message))
    }

    @Test("a good message has no problems")
    func good() throws { #expect(try problems { _ in } == []) }

    @Test(
        "a subject or a text with nothing to read in it is a problem",
        arguments: ["", " \n ", "\r\n"])
    func empty(text: String) throws {
        let subject = try problems { $0.subject = text }
        #expect(subject.map(\.description) == ["fatal subject: the subject says something"])
        #expect(subject.filter(\.isFatal).count == 1)
        #expect(try problems { $0.text = [BodySegment(text), BodySegment("")] } == [.emptyText])
        #expect(try problems { $0.text = [] } == [.emptyText])
    }

    @Test(
        "HTML above 60 KB is noted and above what Gmail shows is refused",
        arguments: [
            (61_440, [] as [MessageProblem]), (61_441, [.largeHTML(octets: 61_441)]),
            (102_400, [.largeHTML(octets: 102_400)]), (102_401, [.clippedHTML(octets: 102_401)]),
        ])
    func size(count: Int, expected: [MessageProblem]) throws {
        let half = BodySegment(String(repeating: "a", count: count / 2))
        let rest = BodySegment(String(repeating: "a", count: count - count / 2))
        #expect(try problems { $0.html = [half, rest] } == expected)
    }

    @Test(
        "an address inside a web address is found, the reader's own is refused",
        arguments: [
            ("https://a.nl/?m=zoe@example.nl", .readerInLink),
            ("<a href=\"https://a.nl/?m=ZOE%40Example.nl&amp;x\">", .readerInLink),
            ("http://zoe@example.nl/", .readerInLink),
            ("https://a.nl/zoe@example.nl/x", .readerInLink),
            ("(https://a.nl/?a=1&amp;m=jan@b.nl)", .addressInLink),
            ("mailto:zoe@example.nl", nil), ("zoe@example.nl of https://a.nl", nil),
            ("https://video.example/@zoe", nil), ("https://a.nl/100%40home", nil),
        ] as [(String, MessageProblem?)])
    func linked(text: String, problem: MessageProblem?) throws {
        let expected = problem.map { [$0] } ?? []
        #expect(try problems { $0.text.append(BodySegment(text)) } == expected)
        #expect(try problems { $0.html.append(BodySegment(text)) } == expected)
    }

    @Test("a script, a form or a frame in the HTML is refused, the same words in the text are not")
    func active() throws {
        for html in ["<script>", "<FORM action=\"/\">", "<iframe\n>"] {
            #expect(try problems { $0.html.append(BodySegment(html)) } == [.activeHTML])
            #expect(try problems { $0.text.append(BodySegment(html)) } == [])
        }
        for html in ["<p>", "&lt;script>", "<formule>", "<"] {
            #expect(try problems { $0.html.append(BodySegment(html)) } == [])
        }
    }

    @Test("the link to unsubscribe is looked at like the others")
    func unsubscribe() throws {
        let withAddress = try WebLink("https://a.nl/?m=zoe%40example.nl")
        #expect(try problems { $0.unsubscribe = withAddress } == [.readerInLink])
        let plain = try WebLink("http://a.nl/")
        #expect(try problems { $0.unsubscribe = plain } == [.unencryptedUnsubscribe])
    }

    static let longest = String(repeating: "a", count: 998)

    @Test(
        "octets that a relay could read otherwise are found",
        arguments: [
            ("a\r\nb\r\n", []), ("\r\n", []), ("", []), ("a\nb\r\n", [.bareLineEnd(at: 1)]),
            ("\na\r\n", [.bareLineEnd(at: 0)]), ("a\r\n.\n.\r\n", [.bareLineEnd(at: 4)]),
            ("a\rb\r\n", [.bareLineEnd(at: 1)]), ("a\r\r\n", [.bareLineEnd(at: 1)]),
            ("a\r", [.bareLineEnd(at: 1), .unendedLine]), ("a", [.unendedLine]),
            ("\(longest)\r\n", []), ("a\r\n\(longest)a\r\n", [.longLine(2)]),
            ("\(longest)aa", [.longLine(1), .unendedLine]),
            ("a\u{0}\r\n", [.notSevenBit(at: 1)]), ("aé\r\n", [.notSevenBit(at: 1)]),
        ] as [(String, [MessageProblem])])
    func wire(text: String, expected: [MessageProblem]) {
        #expect(MessageCheck.wireProblems(of: Array(text.utf8)) == expected)
    }

    @Test("what is only unfortunate does not stop a letter")
    func severity() {
        #expect(!MessageProblem.largeHTML(octets: 1).isFatal)
        #expect(!MessageProblem.addressInLink.isFatal)
        #expect(MessageProblem.readerInLink.isFatal)
        #expect(MessageProblem.bareLineEnd(at: 1).isFatal)
    }
}

import Foundation
import Links
import Testing

@testable import Mail

@Suite struct MessageHeaderTests {
    private func written(_ name: String, _ value: HeaderValue) -> String {
        var writer = HeaderWriter()
        writer.field(name, value)
        return String(decoding: writer.octets, as: UTF8.self)
    }

    @Test(
        "text for people is plain when it can be, and encoded when it must be",
        arguments: [
            ("Morgen: buurtkoffie", "Subject: Morgen: buurtkoffie\r\n"),
            ("", "Subject:\r\n"), (" \r\n ", "Subject:\r\n"),
            ("Zoë", "Subject: =?utf-8?q?Zo=C3=AB?=\r\n"),
            ("Café om 10 uur?", "Subject: =?utf-8?q?Caf=C3=A9_om_10_uur=3F?=\r\n"),
            ("例え", "Subject: =?utf-8?b?5L6L44GI?=\r\n"),
            ("=?utf-8?q?x?=", "Subject: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?=\r\n"),
            ("a\r\nBcc: b@c.nl", "Subject: a Bcc: b@c.nl\r\n"),
            ("a\u{0}b\u{1B}c\u{7F}d\u{85}e\u{2028}f\u{202E}g", "Subject: a b c d e f g\r\n"),
            ("  a \t  b  ", "Subject: a b\r\n"),
        ])
    func text(text: String, line: String) {
        #expect(written("Subject", HeaderValue(text: text)) == line)
    }

    @Test("plain text is folded at its spaces into lines of at most 78")
    func folded() {
        let text = (1...40).map { "woord\($0)" }.joined(separator: " ")
        let lines = written("Subject", HeaderValue(text: text)).split(separator: "\r\n")
        #expect(lines.count > 3 && lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(lines.joined() == "Subject: \(text)")
    }

    static let longTexts = [
        String(repeating: "é", count: 200), String(repeating: "Zoë zegt ", count: 30),
        String(repeating: "👨‍👩‍👧‍👦", count: 20), String(repeating: "家", count: 100),
        "a" + String(repeating: "\u{301}", count: 200), String(repeating: "x", count: 200),
    ]

    @Test(
        "long text is encoded in words of at most 75 octets on lines of at most 76, whole characters each",
        arguments: longTexts)
    func encodedLines(text: String) throws {
        let lines = written("Subject", HeaderValue(text: text)).split(separator: "\r\n")
        #expect(lines.count > 1 && lines.allSatisfy { $0.utf8.count <= 76 })
        let words = lines.joined().split(separator: " ").dropFirst()
        #expect(words.allSatisfy { $0.utf8.count <= 75 })
        let parts = try words.map { try #require(decoded(String($0))) }
        #expect(parts.joined() == text.trimmingCharacters(in: .whitespaces))
    }

    /// One encoded word as text; nil when its octets alone are not UTF-8.
    private func decoded(_ word: String) -> String? {
        let parts = word.split(separator: "?", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == "=", parts[1] == "utf-8", parts[4] == "=" else {
            return nil
        }
        if parts[2] == "b" {
            return Data(base64Encoded: parts[3]).flatMap { String(validating: $0, as: UTF8.self) }
        }
        return parts[3].replacing("_", with: " ").replacing("=", with: "%").removingPercentEncoding
    }

    @Test("a web address stays whole however long it is, and is never encoded")
    func link() throws {
        let text = "https://post.example.nl/unsubscribe/" + String(repeating: "a2", count: 150)
        let line = written("List-Unsubscribe", HeaderValue(link: try WebLink(text)))
        #expect(line == "List-Unsubscribe: <\(text)>\r\n")
    }

    @Test(
        "words for programs are taken as they are, or refused",
        arguments: [
            ("auto-generated", true), ("a  b", true), ("a\r\nb", false), ("a\nb", false),
            ("a\u{0}", false), ("é", false), ("a\tb", false),
            (String(repeating: "a", count: 900), true),
            (String(repeating: "a", count: 901), false),
        ])
    func verbatim(text: String, isValid: Bool) {
        #expect(((try? HeaderValue(verbatim: text)) != nil) == isValid)
    }

    @Test("no line is ever longer than 998 octets")
    func longestLine() throws {
        let value = try HeaderValue(verbatim: String(repeating: "a", count: 900) + " b")
        let name = String(repeating: "x", count: 40)
        let lines = written(name, value).split(separator: "\r\n")
        #expect(lines.map(\.utf8.count) == [942, 2])
    }

    @Test(
        "a name is cleaned and written as atoms, quoted or encoded",
        arguments: [
            (nil, "a@b.nl"), ("", "a@b.nl"), ("\r\n", "a@b.nl"), ("@", "a@b.nl"),
            ("Jan de Boer", "Jan de Boer <a@b.nl>"), ("J. de Boer", "\"J. de Boer\" <a@b.nl>"),
            ("Boer, Jan de", "Boer Jan de <a@b.nl>"), ("\"x\" <c@d.nl>", "\"x c d.nl\" <a@b.nl>"),
            ("Zoë", "=?utf-8?q?Zo=C3=AB?= <a@b.nl>"), ("A\r\nBcc: x", "A Bcc x <a@b.nl>"),
            ("Welzijn (Gorinchem); [balie]", "Welzijn Gorinchem balie <a@b.nl>"),
        ] as [(String?, String)])
    func mailbox(name: String?, line: String) throws {
        var message = try MessageSamples.digest()
        message.from = Mailbox(name: name, address: try EmailAddress("a@b.nl"))
        let text = String(decoding: MessageComposer.compose(message), as: UTF8.self)
        #expect(text.hasPrefix("From: \(line)\r\n"))
        #expect(!text.contains("\r\nBcc"))
    }

    @Test("a long name ends after 64 characters")
    func longName() throws {
        let mailbox = Mailbox(
            name: String(repeating: "é", count: 500), address: try EmailAddress("a@b.nl"))
        #expect(mailbox.name == String(repeating: "é", count: 64))
    }

    @Test(
        "an extra field has a name of its own",
        arguments: [
            ("X-Buurtpost-Kind", true), ("List-Help", true), ("", false), ("X Y", false),
            ("X:", false), ("Subject", false), ("BCC", false), ("content-TYPE", false),
            ("É", false),
            (String(repeating: "x", count: 41), false),
        ])
    func fieldNames(name: String, isValid: Bool) {
        #expect(((try? HeaderField(name, HeaderValue(text: "x"))) != nil) == isValid)
    }
}

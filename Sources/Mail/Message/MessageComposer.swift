import Foundation
import Links
import Model

/// Turns a ``Message`` into the octets of RFC 5322 and MIME.
public enum MessageComposer {
    /// Header and body, every line ended by CRLF and at most 998 octets, 7-bit throughout. The same
    /// message gives the same octets, always.
    ///
    /// Text and HTML are alternatives (RFC 2046 §5.1.4), the plainest first, the calendar last; a
    /// message with nothing but text is a plain one.
    public static func compose(_ message: Message) -> [UInt8] {
        let octets = composed(message)
        assert(
            MessageCheck.wireProblems(of: octets, allowsUTF8: message.needsSMTPUTF8).isEmpty,
            "a message another server could misread")
        return octets
    }

    private static func composed(_ message: Message) -> [UInt8] {
        let parts = parts(of: message)
        let boundary = "=_" + message.messageID.token
        var writer = HeaderWriter()
        writeFields(of: message, to: &writer)
        if parts.count == 1 {
            parts[0].writeFields(to: &writer)
            writer.end()
            return writer.octets + parts[0].segments.joined()
        }
        writer.field("Content-Type", multipart(boundary))
        writer.end()
        return joined(parts, boundary: boundary, after: writer.octets)
    }

    private static func writeFields(of message: Message, to writer: inout HeaderWriter) {
        writer.field("From", message.from.headerValue)
        writer.field("To", message.to.headerValue)
        if let replyTo = message.replyTo { writer.field("Reply-To", replyTo.headerValue) }
        writer.field("Subject", HeaderValue(text: message.subject))
        writer.field("Date", token(MailDate.format(message.date, in: message.zone)))
        writer.field("Message-ID", token(message.messageID.description))
        writer.field("Content-Language", token(message.language.rawValue))
        writer.field("List-Id", message.list.headerValue)
        if let link = message.unsubscribe { writeUnsubscribe(link, to: &writer) }
        writer.field("Auto-Submitted", token("auto-generated"))
        writer.field("X-Auto-Response-Suppress", token("All"))
        for field in message.extraFields { writer.field(field.name, field.value) }
        writer.field("MIME-Version", token("1.0"))
    }

    /// One-click needs https (RFC 8058 §3.1); without it the link alone is shown.
    private static func writeUnsubscribe(_ link: WebLink, to writer: inout HeaderWriter) {
        writer.field("List-Unsubscribe", HeaderValue(link: link))
        guard link.isEncrypted else { return }
        writer.field("List-Unsubscribe-Post", token("List-Unsubscribe=One-Click"))
    }

    private static func token(_ text: String) -> HeaderValue { HeaderValue(pieces: [.token(text)]) }

    private static func multipart(_ boundary: String) -> HeaderValue {
        HeaderValue(pieces: [.token("multipart/alternative;"), .token("boundary=\"\(boundary)\"")])
    }

    private static func parts(of message: Message) -> [BodyPart] {
        var parts = [BodyPart(type: "text/plain; charset=utf-8", segments: message.text)]
        if !message.html.isEmpty {
            parts.append(BodyPart(type: "text/html; charset=utf-8", segments: message.html))
        }
        if let calendar = message.calendar { parts.append(BodyPart(calendar)) }
        return parts
    }

    private static func joined(_ parts: [BodyPart], boundary: String, after header: [UInt8])
        -> [UInt8]
    {
        var octets = header
        octets.reserveCapacity(
            header.count + parts.reduce(0) { $0 + $1.octetCount + 256 } + boundary.utf8.count)
        for part in parts {
            octets += "--\(boundary)\r\n".utf8
            var writer = HeaderWriter()
            part.writeFields(to: &writer)
            writer.end()
            octets += writer.octets
            for segment in part.segments { octets += segment }
        }
        octets += "--\(boundary)--\r\n".utf8
        return octets
    }
}

/// One part of a message: its type, and its body in encoded pieces of whole lines.
private struct BodyPart {
    let type: String
    let encoding: String
    let segments: [[UInt8]]

    var octetCount: Int { segments.reduce(0) { $0 + $1.count } }

    init(type: String, segments: [BodySegment]) {
        self.type = type
        encoding = "quoted-printable"
        self.segments = segments.map(\.octets)
    }

    /// base64: its lines must reach the calendar as they are, with their line ends.
    init(_ calendar: CalendarPart) {
        type = "text/calendar; charset=utf-8; method=\(calendar.method.rawValue); component=VEVENT"
        encoding = "base64"
        let data = Data(calendar.text.utf8)
        segments = [
            Array(data.base64EncodedString(options: .lineLength76Characters).utf8), [0x0D, 0x0A],
        ]
    }

    func writeFields(to writer: inout HeaderWriter) {
        let words = type.split(separator: " ").map { HeaderValue.Piece.token(String($0)) }
        writer.field("Content-Type", HeaderValue(pieces: words))
        writer.field(
            "Content-Transfer-Encoding", HeaderValue(pieces: [.token(encoding)]))
    }
}

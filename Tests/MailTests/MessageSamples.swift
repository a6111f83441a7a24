import Foundation
import Links
import Model

@testable import Mail

/// A letter of the sample town, and its parts, always the same.
enum MessageSamples {
    static let key = SecretKey(octets: [UInt8](0..<32))!

    static func domain(_ name: String = "samengorinchem.nl") throws -> DomainName {
        try DomainName(name)
    }

    /// A digest in two segments a part, with everything that needs encoding.
    static func digest() throws -> Message {
        let bounces = BounceAddresses(key: key, domain: try domain("bounce.samengorinchem.nl"))
        return Message(
            from: Mailbox(
                name: "Samen Gorinchem", address: try EmailAddress("post@samengorinchem.nl")),
            to: Mailbox(name: "Zoë van der Meer", address: try EmailAddress("zoe@example.nl")),
            replyTo: Mailbox(address: try EmailAddress("balie@samengorinchem.nl")),
            reversePath: bounces.address(forLetter: 4711),
            subject: "Goedemorgen Zoë: buurtkoffie om 10.00 uur, en drie buren zoeken hulp",
            date: Date(timeIntervalSince1970: 1_774_416_600),
            zone: TimeZone(identifier: "Europe/Amsterdam")!,
            messageID: try messageID(),
            language: .nl,
            list: try ListIdentity(label: "digest", name: "Ochtendpost", domain: domain()),
            unsubscribe: try WebLink(
                "https://post.samengorinchem.nl/unsubscribe/aeaqaabcdefg234567"),
            text: [
                BodySegment("Goedemorgen Zoë,\n\n"), BodySegment("Buurtkoffie in ’t Oude Café\n"),
            ],
            html: [
                BodySegment("<!DOCTYPE html>\n<html lang=\"nl\">\n<p>Goedemorgen Zoë,</p>\n"),
                BodySegment("<p>Buurtkoffie in ’t Oude Café</p>\n</html>\n"),
            ])
    }

    static func messageID(_ occasion: String = "2026-03-25") throws -> MessageID {
        MessageID(
            purpose: .digest, recipient: "resident:12", occasion: occasion, key: key,
            domain: try domain())
    }

    /// A reminder with a calendar object and without a way to unsubscribe.
    static func reminder() throws -> Message {
        var message = try digest()
        message.to = Mailbox(address: try EmailAddress("zoe@example.nl"))
        message.subject = "Morgen: buurtkoffie"
        message.unsubscribe = nil
        message.list = try ListIdentity(
            label: "event-reminder", name: "Agenda & meedoen", domain: domain())
        message.extraFields = [
            try HeaderField("X-Buurtpost-Kind", HeaderValue(verbatim: "event-reminder day-before"))
        ]
        message.calendar = CalendarPart(
            method: .request,
            text: [
                "BEGIN:VCALENDAR", "METHOD:REQUEST", "SUMMARY:Buurtkoffie é", "END:VCALENDAR", "",
            ]
            .joined(separator: "\r\n"))
        return message
    }

    /// A letter in plain text only.
    static func plain() throws -> Message {
        var message = try digest()
        message.to = Mailbox(name: "J. de Boer", address: try EmailAddress("jan@bücher.example"))
        message.subject = "Your new link"
        message.language = .en
        message.replyTo = nil
        message.unsubscribe = nil
        message.list = try ListIdentity(label: "account", name: "", domain: domain())
        message.html = []
        return message
    }
}

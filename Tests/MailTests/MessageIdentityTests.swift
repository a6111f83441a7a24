import Foundation
import Links
import Model
import Testing

@testable import Mail

@Suite struct MessageIdentityTests {
    private let key = MessageSamples.key

    private func messageID(
        _ purpose: Purpose, _ recipient: String, _ occasion: String
    ) throws -> MessageID {
        MessageID(
            purpose: purpose, recipient: recipient, occasion: occasion, key: key,
            domain: try MessageSamples.domain())
    }

    @Test("a letter always has the same Message-ID, in lower-case letters and digits")
    func stable() throws {
        let id = try messageID(.digest, "resident:12", "2026-03-25")
        #expect(try messageID(.digest, "resident:12", "2026-03-25") == id)
        let pattern = /<[a-z2-7]{32}@samengorinchem\.nl>/
        #expect(id.description.wholeMatch(of: pattern) != nil)
    }

    @Test(
        "another letter has another, also where its facts run together",
        arguments: [
            (Purpose.campaign, "resident:12", "2026-03-25"), (.digest, "resident:1", "22026-03-25"),
            (.digest, "resident:122", "026-03-25"), (.digest, "", "resident:122026-03-25"),
            (.digest, "resident:12", "2026-03-26"),
        ])
    func different(purpose: Purpose, recipient: String, occasion: String) throws {
        let id = try messageID(.digest, "resident:12", "2026-03-25")
        #expect(try messageID(purpose, recipient, occasion) != id)
    }

    @Test("a Message-ID is read back, also when a server changed its capitals")
    func readBack() throws {
        let id = try messageID(.digest, "resident:12", "2026-03-25")
        #expect(MessageID(id.description) == id)
        #expect(MessageID(" " + id.description.uppercased() + "\r\n") == id)
    }

    @Test(
        "somebody else's Message-ID is not ours",
        arguments: [
            "", "<>", "<@>", "<a@b.nl>", "abc", "<\(String(repeating: "a", count: 32))>", "é",
        ])
    func foreign(text: String) {
        #expect(MessageID(text) == nil)
    }

    @Test("a reverse path tells its letter", arguments: [0, 1, 127, 128, 4711, 1 << 40, Int64.max])
    func bounce(letter: Int64) throws {
        let bounces = BounceAddresses(key: key, domain: try DomainName("bounce.example.nl"))
        let address = bounces.address(forLetter: letter)
        #expect(address.localPart.utf8.count <= 64)
        #expect(address.description.wholeMatch(of: /b-[a-z2-7]+@bounce\.example\.nl/) != nil)
        #expect(bounces.letter(for: address) == letter)
        #expect(bounces.letter(for: try EmailAddress(address.description.uppercased())) == letter)
    }

    @Test("every flip of one bit and every truncation of a reverse path is nobody's")
    func forgedBounce() throws {
        let domain = try DomainName("bounce.example.nl")
        let bounces = BounceAddresses(key: key, domain: domain)
        let octets = try #require(
            Base32.decode(bounces.address(forLetter: 4711).localPart.dropFirst(2)))
        for place in 0..<(octets.count * 8) {
            var flipped = octets
            flipped[place / 8] ^= 1 << (place % 8)
            let address = try EmailAddress(localPart: "b-" + Base32.encode(flipped), domain: domain)
            #expect(bounces.letter(for: address) == nil)
        }
        for count in 1..<octets.count {
            let part = "b-" + Base32.encode(octets.prefix(count))
            #expect(bounces.letter(for: try EmailAddress(localPart: part, domain: domain)) == nil)
        }
    }

    @Test("a reverse path under another domain or key, or any other address, is nobody's")
    func foreignBounce() throws {
        let domain = try DomainName("bounce.example.nl")
        let bounces = BounceAddresses(key: key, domain: domain)
        let address = bounces.address(forLetter: 5)
        let elsewhere = try EmailAddress("\(address.localPart)@example.nl")
        let otherKey = try #require(SecretKey(octets: [UInt8](1...32)))
        #expect(bounces.letter(for: elsewhere) == nil)
        #expect(BounceAddresses(key: otherKey, domain: domain).letter(for: address) == nil)
        for text in [
            "postmaster", "b-", "b-a", "b-aaaaaaaa", String(address.localPart.dropFirst(2)),
        ] {
            let other = try EmailAddress(localPart: text, domain: domain)
            #expect(bounces.letter(for: other) == nil)
        }
    }

    @Test(
        "a date is written in English on the clock of the zone, in both halves of the year",
        arguments: [
            (1_774_416_600.0, "Europe/Amsterdam", "Wed, 25 Mar 2026 06:30:00 +0100"),
            (1_774_746_000.9, "Europe/Amsterdam", "Sun, 29 Mar 2026 03:00:00 +0200"),
            (1_774_745_999.0, "Europe/Amsterdam", "Sun, 29 Mar 2026 01:59:59 +0100"),
            (1_792_886_400.0, "Europe/Amsterdam", "Sun, 25 Oct 2026 02:00:00 +0200"),
            (1_792_890_000.0, "Europe/Amsterdam", "Sun, 25 Oct 2026 02:00:00 +0100"),
            (0.0, "UTC", "Thu, 1 Jan 1970 00:00:00 +0000"),
            (-1.0, "America/Curacao", "Wed, 31 Dec 1969 19:59:59 -0400"),
            (1_709_164_800.0, "Asia/Kathmandu", "Thu, 29 Feb 2024 05:45:00 +0545"),
            (1_709_164_800.0, "America/St_Johns", "Wed, 28 Feb 2024 20:30:00 -0330"),
        ])
    func dates(seconds: Double, zone: String, text: String) throws {
        let zone = try #require(TimeZone(identifier: zone))
        #expect(MailDate.format(Date(timeIntervalSince1970: seconds), in: zone) == text)
    }

    @Test("a list is named by purpose and domain")
    func list() throws {
        let list = try ListIdentity(
            label: "Help-Match", name: "x", domain: DomainName("Example.nl"))
        #expect(list.identifier.description == "help-match.example.nl")
        #expect(throws: InvalidDomain.self) {
            try ListIdentity(label: "a b", name: "x", domain: DomainName("example.nl"))
        }
    }
}

import BuurtpostTestKit
import Foundation
import Links
import Mail

/// Reports of bounces and complaints through GMime: whole, cut off at every sixteenth octet, and with octets changed.
struct ReportReading {
    private let database: TestDatabase
    private let intake: BounceIntake

    init() throws {
        database = try TestDatabase { MailSchema.register(in: &$0) }
        intake = BounceIntake(
            key: SecretKey(octets: [UInt8](repeating: 7, count: SecretKey.count))!,
            domain: try DomainName("post.example.org"))
    }

    /// - Returns: How many messages were read.
    func run() throws -> Int {
        let messages = Self.reports.flatMap(Self.spoilt)
        for message in messages {
            _ = try database.write { try intake.take(message, now: .wednesday, in: $0) }
        }
        return messages.count
    }

    private static func spoilt(_ report: [UInt8]) -> [[UInt8]] {
        let cut = stride(from: 0, to: report.count, by: 16).map { Array(report.prefix($0)) }
        let changed = stride(from: 0, to: report.count, by: 16).map { place in
            var octets = report
            octets[place] = [0, 0xFF, 10, 34][place / 16 % 4]
            return octets
        }
        return [report] + cut + changed
    }

    private static let reports = [
        report(
            type: "delivery-status", part: "message/delivery-status",
            fields: """
                Reporting-MTA: dns; relay.example

                Final-Recipient: rfc822; gone@far.example
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 no such user
                """),
        report(
            type: "feedback-report", part: "message/feedback-report",
            fields: """
                Feedback-Type: abuse
                User-Agent: SomeGenerator/1.0
                Version: 1
                """),
        Array("From: a@b.example\nSubject: =?utf-8?q?Ik_ben_er_niet?=\n\nTot maandag.\n".utf8),
    ]

    /// RFC 6522, with the message it is about.
    private static func report(type: String, part: String, fields: String) -> [UInt8] {
        Array(
            """
            Delivered-To: b-1@post.example.org
            From: MAILER-DAEMON@relay.example
            To: b-1@post.example.org
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=\(type); boundary="x/y"

            --x/y
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            Het is niet gelukt =E9=E9n keer.

            --x/y
            Content-Type: \(part)

            \(fields)

            --x/y
            Content-Type: message/rfc822

            From: post@example.org
            Message-ID: <onbekend@example.org>
            Subject: Ochtendpost

            Dag buur
            --x/y--

            """.utf8)
    }
}

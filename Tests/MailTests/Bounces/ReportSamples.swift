/// Reports as mail servers write them; all names are made up.
enum ReportSamples {
    /// RFC 3464, the way of Postfix.
    static func delivery(
        to path: String, action: String = "failed", status: String = "5.1.1",
        diagnostic: String = "smtp; 550 5.1.1 <weg@verweg.example>: no such user",
        messageID: String = "<onbekend@utdorp.example>", returned: String = "message/rfc822"
    ) -> String {
        """
        Return-Path: <>
        Delivered-To: \(path)
        From: MAILER-DAEMON@relais.example (Mail Delivery System)
        To: \(path)
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        Message-ID: <20260325.1@relais.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="grens/relais.example"

        This is a MIME-encapsulated message.

        --grens/relais.example
        Content-Type: text/plain; charset=us-ascii

        <weg@verweg.example>: host mx.verweg.example said: \(status)

        --grens/relais.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relais.example
        Arrival-Date: Wed, 25 Mar 2026 06:00:00 +0100 (CET)

        Final-Recipient: rfc822; weg@verweg.example
        Original-Recipient: rfc822;weg@verweg.example
        Action: \(action)
        Status: \(status)
        Remote-MTA: dns; mx.verweg.example
        Diagnostic-Code: \(diagnostic)

        --grens/relais.example
        Content-Description: Undelivered Message
        Content-Type: \(returned)

        From: post@utdorp.example
        To: weg@verweg.example
        Message-ID: \(messageID)
        Subject: Ochtendpost

        Dag buur

        --grens/relais.example--

        """
    }

    /// RFC 5965.
    static func complaint(
        about path: String, type: String = "abuse", messageID: String = "<onbekend@utdorp.example>"
    ) -> String {
        """
        From: <feedback@provider.example>
        To: <klachten@utdorp.example>
        Subject: FW: Ochtendpost
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="deel"

        --deel
        Content-Type: text/plain

        This is a spam report.

        --deel
        Content-Type: message/feedback-report

        Feedback-Type: \(type)
        User-Agent: Voorbeeld/1.0
        Version: 1
        Original-Mail-From: <\(path)>
        Original-Rcpt-To: <buur@provider.example>

        --deel
        Content-Type: message/rfc822

        From: post@utdorp.example
        Message-ID: \(messageID)

        Dag buur
        --deel--

        """
    }

    /// A plain message with one more header, such as an automatic reply.
    static func plain(_ header: String, to path: String = "post@utdorp.example") -> String {
        """
        From: buur@provider.example
        To: \(path)
        Subject: Afwezig
        \(header)

        Ik ben er niet. 550 5.1.1 weg@verweg.example

        """
    }
}

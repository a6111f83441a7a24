/// What a message that came to the bounce address says, before anybody looked whether it is about a letter of
/// ours. Pure.
struct ReturnedMail {
    /// What it is.
    enum Meaning: Equatable {
        /// A letter was not delivered (RFC 3464).
        case failed(EnhancedStatus?)
        /// A reader called a letter spam (RFC 5965).
        case complaint
        /// Nothing that anything follows from.
        case harmless(reason: String)
        /// Not understood: somebody may have to look at it.
        case unclear(reason: String)
    }

    let meaning: Meaning
    /// Where a reverse path of ours may stand: not believed before its code is checked.
    let addresses: [String]
    /// The Message-IDs of returned messages; never that of the report itself.
    let messageIDs: [String]

    init(_ octets: [UInt8]) {
        guard !octets.isEmpty, let message = MIMEReading(octets) else {
            (meaning, addresses, messageIDs) = (
                .unclear(reason: "there is no message in it"), [], []
            )
            return
        }
        let returned = message.parts.filter { Self.returnedTypes.contains($0.type) }
            .compactMap { ReportFields.groups($0.octets).first }
        let report = message.parts.first { Self.reportTypes.contains($0.type) }
        let fields = report.map { ReportFields.groups($0.octets) } ?? []
        meaning = Self.meaning(of: message, report?.type, fields)
        addresses =
            ["delivered-to", "x-original-to", "to"].compactMap { message[$0] }
            + fields.compactMap { $0["Original-Mail-From"] }
            + returned.compactMap { $0["Return-Path"] }
        messageIDs = returned.compactMap { $0["Message-ID"] }
    }

    private static let returnedTypes: Set = [
        "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers",
    ]
    private static let reportTypes: Set = [
        "message/delivery-status", "message/global-delivery-status", "message/feedback-report",
    ]

    private static func meaning(
        of message: MIMEReading, _ report: String?, _ groups: [ReportFields]
    ) -> Meaning {
        switch report {
        case "message/feedback-report": complaint(groups)
        case .some: failure(groups)
        case nil: withoutReport(message)
        }
    }

    /// RFC 5965 §3.1; the types are those of its registry.
    private static func complaint(_ groups: [ReportFields]) -> Meaning {
        guard let type = groups.lazy.compactMap({ $0["Feedback-Type"] }).first else {
            return .unclear(reason: "a feedback report without Feedback-Type")
        }
        switch type.lowercased().filter({ !$0.isWhitespace }) {
        case "abuse", "fraud", "opt-out", "opt-out-list", "other": return .complaint
        case "not-spam": return .harmless(reason: "a report that a letter is no spam")
        default: return .unclear(reason: "a feedback report of a type that is not known")
        }
    }

    /// RFC 3464 §2.3.3: `failed`, `delayed`, `delivered`, `relayed` or `expanded`. One failed recipient decides.
    private static func failure(_ groups: [ReportFields]) -> Meaning {
        let recipients = groups.filter { $0["Action"] != nil }
        guard !recipients.isEmpty else {
            return .unclear(reason: "a delivery report without Action")
        }
        if let failed = recipients.first(where: { action($0) == "failed" }) {
            return .failed(status(failed))
        }
        let known: Set = ["delayed", "delivered", "relayed", "expanded"]
        guard let action = recipients.map(action).first(where: known.contains) else {
            return .unclear(reason: "a delivery report of an Action that is not known")
        }
        return .harmless(reason: "a delivery report: \(action)")
    }

    private static func action(_ group: ReportFields) -> String {
        group["Action"]?.split { !$0.isLetter }.first?.lowercased() ?? ""
    }

    /// `Status`, or the server's own words when it says no more than "5.0.0".
    private static func status(_ group: ReportFields) -> EnhancedStatus? {
        let status = group["Status"].flatMap(EnhancedStatus.init(in:))
        if let status, status.subject != 0 { return status }
        return group["Diagnostic-Code"].flatMap(EnhancedStatus.init(in:)) ?? status
    }

    /// RFC 3834 §5 and the headers that came before it.
    private static func withoutReport(_ message: MIMEReading) -> Meaning {
        let submitted = message["auto-submitted"]?.lowercased() ?? "no"
        if submitted.hasPrefix("auto-replied") { return .harmless(reason: "an automatic reply") }
        if message["x-autoreply"] != nil || message["x-autorespond"] != nil {
            return .harmless(reason: "an automatic reply")
        }
        switch message["precedence"]?.lowercased().filter({ $0.isLetter || $0 == "_" }) {
        case "auto_reply": return .harmless(reason: "an automatic reply")
        case "bulk", "junk", "list": return .harmless(reason: "bulk mail")
        default: break
        }
        if message["list-id"] != nil { return .harmless(reason: "bulk mail") }
        if message.type == "multipart/report" {
            return .unclear(reason: "a report without the part that programs read")
        }
        return .unclear(reason: "no report and no automatic reply")
    }
}

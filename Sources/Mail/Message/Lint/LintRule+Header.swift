import Links

extension LintRule {
    /// Header fields; the fatal ones are looked at before each letter is sent.
    static let headerRules = [
        header(
            "header-lines", .fatal, "the header consists of fields only, in ASCII but for addresses"
        ) { header in
            (header.malformed == 0 ? [] : ["\(header.malformed) other lines"])
                + header.fields.filter { !$0.isASCII && !forAddresses.contains($0.key) }.map(\.name)
        },
        header("fields-once", .fatal, "no field comes twice") { header in
            var seen: Set<String> = []
            return header.fields.filter { !seen.insert($0.key).inserted }.map(\.name)
        },
        header("fields-needed", .fatal, "each field that a letter needs is there") { header in
            needed.filter { key in !header.fields.contains { $0.key == key } }
        },
        header("fields-barred", .fatal, "no field is there that is not ours to write") { header in
            header.fields.filter { barred.contains($0.key) }.map(\.name)
        },
        header("one-mailbox", .fatal, "From, To and Reply-To have one address each") { header in
            ["from", "to", "reply-to"].filter { key in
                header.values(key).contains { HeaderMailbox($0) == nil }
            }
        },
        header(
            "encoded-words", .fatal, "encoded words are correct and stand in text for people only"
        ) {
            header in header.fields.filter { !keepsEncodedWords($0) }.map(\.name)
        },
        header("subject", .fatal, "the subject says something") { header in
            header.values("subject").contains { $0.allSatisfy(\.isWhitespace) } ? [""] : []
        },
        header("date", .fatal, "Date is a date of RFC 5322") { header in
            header.values("date").allSatisfy(HeaderDate.isCorrect) ? [] : [""]
        },
        header("message-id", .fatal, "Message-ID is one of ours, under the domain of From") {
            header in
            header.values("message-id").allSatisfy { MessageID($0)?.description == $0 }
                && domain(in: header.only("message-id")) == domain(in: header.only("from"))
                ? [] : [""]
        },
        header("list-id", .fatal, "List-Id is a name in angle brackets under the domain of From") {
            header in listLabel(in: header) == nil ? [""] : []
        },
        header(
            "unsubscribe", .fatal,
            "List-Unsubscribe is one plain web address in angle brackets"
        ) { header in
            header.values("list-unsubscribe").allSatisfy { unsubscribeLink($0) != nil } ? [] : [""]
        },
        header(
            "one-click", .fatal,
            "List-Unsubscribe-Post stands beside an https List-Unsubscribe and nowhere else"
        ) { header in
            let link = header.only("list-unsubscribe").flatMap(unsubscribeLink)
            let expected = link?.isEncrypted == true ? ["List-Unsubscribe=One-Click"] : []
            return header.values("list-unsubscribe-post") == expected ? [] : [""]
        },
        header(
            "unsubscribe-offered", .fault,
            "every letter but one about the reader's own account offers to unsubscribe"
        ) { header in
            let isAccount = listLabel(in: header) == "account"
            return header.values("list-unsubscribe").isEmpty == isAccount ? [] : [""]
        },
        header(
            "auto-submitted", .fatal,
            "Auto-Submitted and X-Auto-Response-Suppress keep robots quiet"
        ) {
            header in
            header.values("auto-submitted") == ["auto-generated"]
                && header.values("x-auto-response-suppress") == ["All"] ? [] : [""]
        },
        header("language", .fatal, "Content-Language names one language") { header in
            header.values("content-language").allSatisfy { tag in
                (2...3).contains(tag.utf8.count)
                    && tag.utf8.allSatisfy((UInt8(ascii: "a")...UInt8(ascii: "z")).contains)
            } ? [] : [""]
        },
        header(
            "header-width", .advice, "header lines have at most 78 octets where a word allows it"
        ) {
            header in
            header.fields.filter { $0.longestFoldableLine > 78 }
                .map(\.name)
        },
        header("subject-length", .advice, "the subject has at most 78 characters") { header in
            (subject(in: header) ?? "").count <= 78 ? [] : [""]
        },
        header("subject-capitals", .advice, "the subject does not shout") { header in
            isShouting(subject(in: header) ?? "") ? [""] : []
        },
    ]

    private static let needed = [
        "from", "to", "subject", "date", "message-id", "content-language", "list-id",
        "auto-submitted", "mime-version", "content-type",
    ]

    private static let barred: Set<String> = [
        "bcc", "cc", "sender", "return-path", "received", "dkim-signature",
        "authentication-results",
        "precedence", "disposition-notification-to", "x-mailer", "user-agent",
    ]

    /// Fields that are UTF-8 when their address is (RFC 6532).
    private static let forAddresses: Set<String> = ["from", "to", "reply-to"]

    /// Fields in which encoded words may stand (RFC 2047 §5).
    private static let forPeople: Set<String> = ["from", "to", "reply-to", "subject", "list-id"]

    private static func keepsEncodedWords(_ field: MessageHeader.Field) -> Bool {
        guard EncodedWordReading.isBegun(in: field.value.utf8) else { return true }
        return forPeople.contains(field.key) && field.longestEncodedLine <= EncodedWords.longest + 1
            && EncodedWordReading.decode(field.value) != nil
    }

    private static func subject(in header: MessageHeader) -> String? {
        header.only("subject").flatMap(EncodedWordReading.decode)
    }

    /// Capitals only, in more than one word of more than three letters.
    private static func isShouting(_ text: String) -> Bool {
        let words = text.split(separator: " ").filter { $0.filter(\.isLetter).count > 3 }
        return words.count > 1 && words.allSatisfy { $0 == $0.uppercased() }
    }

    private static func domain(in value: String?) -> Substring? {
        value?.split(separator: "@").last.map { $0.last == ">" ? $0.dropLast() : $0 }
    }

    /// `digest` of `Naam <digest.example.nl>` when the letter is from example.nl.
    static func listLabel(in header: MessageHeader) -> Substring? {
        guard let value = header.only("list-id"), value.last == ">",
            let start = value.lastIndex(of: "<"), let domain = domain(in: header.only("from"))
        else { return nil }
        let name = value[start...].dropFirst().dropLast()
        guard name.hasSuffix("." + domain) else { return nil }
        let label = name.dropLast(domain.count + 1)
        return label.isEmpty ? nil : label
    }

    static func unsubscribeLink(_ value: String) -> WebLink? {
        guard value.first == "<", value.last == ">" else { return nil }
        return try? WebLink(String(value.dropFirst().dropLast()))
    }
}

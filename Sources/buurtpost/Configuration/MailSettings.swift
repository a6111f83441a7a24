import Mail

/// Who the letters are from, and when the work on them begins (`mail` in the file).
struct MailSettings: Equatable, Sendable {
    /// The address in From. The platform's name stands before it. Has no default.
    let from: EmailAddress
    /// Where answers go. The default is none: answers go to ``from``.
    private(set) var replyTo: EmailAddress?
    /// The domain of the return path (RFC 5321 §4.5.5), where bounces arrive. The default is the domain of
    /// ``from``.
    let bounceDomain: String
    /// The Maildir where a mail server puts bounces, read once a minute. The default is none.
    private(set) var bounceMaildir: String?
    /// How many minutes before a reader's hour the work on the digest begins, 5...720. The default is 60.
    private(set) var leadMinutes = 60

    /// Reads all keys of the section; nil when one that has no default is missing or wrong.
    init?(_ section: Section) {
        let from = section.require("from", as: .emailAddress)
        var bounceDomain = from?.domain
        section.read("reply_to", into: &replyTo, as: .emailAddress)
        section.read("bounce_domain", into: &bounceDomain, as: .domain)
        section.read("bounce_maildir", into: &bounceMaildir, as: .path(from: section.folder))
        section.read("lead_minutes", into: &leadMinutes, as: .whole(5...720))
        guard let from, let bounceDomain else { return nil }
        self.from = from
        self.bounceDomain = bounceDomain
    }
}

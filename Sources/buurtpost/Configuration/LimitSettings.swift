/// How fast letters may go to the providers of the readers (`limits` in the file).
struct LimitSettings: Equatable, Sendable {
    /// What holds for one domain of recipients.
    struct Domain: Equatable, Sendable {
        /// How many messages a second over all relays, 0.001...1000. The default is none: the relays decide.
        private(set) var ratePerSecond: Double?

        init(_ section: Section) {
            section.read("rate_per_second", into: &ratePerSecond, as: .decimal(0.001...1000))
        }
    }

    /// By domain, in lower case. The default is none.
    let recipientDomains: [String: Domain]

    init(_ section: Section) {
        recipientDomains = section.table(
            "recipient_domains", of: "domain", as: .domain, Domain.init)
    }
}

import Foundation

/// The pages that readers reach from their letters (`pages` in the file).
struct PageSettings: Equatable, Sendable {
    /// Where the program listens, behind a reverse proxy. The default is `127.0.0.1:8025`.
    private(set) var listen = ListenAddress.loopback(port: 8025)
    /// What the links in letters begin with, without a `/` at the end. The default is `/post` on the platform's
    /// own site.
    let publicURL: URL?
    /// Reverse proxies whose `X-Forwarded-For` is believed: IP addresses. The default is this machine:
    /// `127.0.0.1` and `::1`.
    private(set) var trustedProxies = ["127.0.0.1", "::1"]
    /// How operators show who they are. The default is that nobody can.
    let desk: DeskDoorSettings

    /// - Parameter platform: The platform's site, for the default; nil when it is missing or wrong.
    init(_ section: Section, platform: URL?) {
        var publicURL = platform?.appending(path: "post")
        section.read("listen", into: &listen, as: .listenAddress)
        section.read("public_url", into: &publicURL, as: .site)
        self.publicURL = publicURL
        section.read("trusted_proxies", into: &trustedProxies, as: .addresses)
        desk = section.section("beheer", DeskDoorSettings.init)
    }
}

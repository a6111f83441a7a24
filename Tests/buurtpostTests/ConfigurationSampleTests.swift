import Foundation
import Mail
import Testing

@testable import buurtpost

/// The sample in its three readings: as it stands, with the defaults taken in, with the examples taken in.
private struct Sample {
    let text: String

    init(_ name: String) throws {
        text = try String(contentsOfFile: projectRoot + name, encoding: .utf8)
    }

    /// `#name: value` and `#- name: value` without the `#`.
    var withDefaults: String { text.replacing(/(?m)^( *)#((?:- )?[a-z_]+:)/) { "\($0.1)\($0.2)" } }

    /// `#>` lines without the `#>`.
    var withExamples: String { text.replacing(/(?m)^#>/, with: "") }
}

@Suite("The samples in config and jobs")
struct ConfigurationSampleTests {
    @Test("the sample shows every key, and each default it shows is the code's")
    func sample() throws {
        let sample = try Sample("config/buurtpost.yaml")
        let folder = try ConfigurationFolder()
        let readings = try [sample.text, sample.withDefaults, sample.withExamples].map {
            SettingsFile(try folder.write($0, to: "buurtpost.yaml"), Configuration.init)
        }
        #expect(readings.flatMap(\.problems) == [])
        #expect(try readings[1].get() == readings[0].get())
        #expect(sample.withDefaults != sample.text)

        let declared = readings.reduce(into: Set<String>()) { $0.formUnion($1.declared) }
        let given = readings.reduce(into: Set<String>()) { $0.formUnion($1.given) }
        #expect(declared.subtracting(given) == [])
        #expect(declared.isSuperset(of: Self.fixedKeys))
    }

    /// The keys that are promised to stay.
    private static let fixedKeys: Set<String> = [
        "database", "jobs_directory", "platform.name", "platform.url", "platform.language",
        "platform.timezone", "platform.address_form", "platform.desk_phone", "mail.from",
        "mail.reply_to", "mail.bounce_domain", "mail.lead_minutes",
        "mail.bounce_maildir", "relays[].url",
        "relays[].client",
        "relays[].connections", "relays[].rate_per_second", "relays[].user",
        "relays[].password_file", "limits.recipient_domains.<domain>.rate_per_second",
        "keys.links_file", "keys.suppression_file", "pages.listen", "pages.public_url",
        "feeds[].url", "feeds[].kind", "feeds[].every", "feeds[].name",
        "feeds[].allow_private", "feeds[].ca_file", "retention.letters",
    ]

    @Test("the example relays are read as they are meant")
    func examples() throws {
        let folder = try ConfigurationFolder()
        let text = try Sample("config/buurtpost.yaml").withExamples
        let path = try folder.write(text, to: "buurtpost.yaml")
        let configuration = try Configuration.load(path, environment: [:])
        let relay = try #require(configuration.relays.last)
        #expect(
            relay.url.target
                == .server(host: "relay.provider.example", port: 587, security: .startTLS))
        #expect(relay.client == .curl)
        #expect(relay.password == .credential("smtp-password"))
        #expect(configuration.limits.recipientDomains["ziggo.nl"]?.ratePerSecond == 0.5)
        #expect(configuration.feeds.map(\.every) == [.seconds(3600)])
    }

    @Test("the sample of the digest shows every key with the code's default")
    func digest() throws {
        let sample = try Sample("jobs/digest/job.yaml")
        let folder = try ConfigurationFolder()
        let readings = try [sample.text, sample.withDefaults].map {
            SettingsFile(
                try folder.write($0, to: "job.yaml"), JobFile<DigestJobSettings>.init)
        }
        #expect(readings.flatMap(\.problems) == [])
        #expect(try readings[0].get().schedule == readings[1].get().schedule)
        #expect(try readings[0].get().settings == readings[1].get().settings)
        #expect(readings[1].declared == readings[1].given)
    }

    @Test("the demo's configuration is right and sends nothing")
    func demo() throws {
        let path = projectRoot + "config/demo/buurtpost.yaml"
        #expect(ConfigurationCheck(path: path, environment: [:]).problems == [])
        let configuration = try Configuration.load(path, environment: [:])
        #expect(configuration.platform.name == "Lingeborg")
        #expect(configuration.relays.allSatisfy { $0.url.security == nil })
    }

    @Test(
        "a service may be written to by its group, and has a configuration, a user and a folder of its own",
        arguments: [
            ("buurtpost.service", "buurtpost", "buurtpost"),
            ("buurtpost@.service", "buurtpost-%i", "%i"),
        ])
    func unit(_ file: String, user: String, name: String) throws {
        let lines = try Sample("config/systemd/\(file)").text.split(separator: "\n")
        let promised = [
            "Type=notify", "WatchdogSec=30s", "User=\(user)", "Group=\(user)",
            "StateDirectory=buurtpost/\(name)", "StateDirectoryMode=2770", "UMask=0007",
            "ExecStart=/usr/bin/buurtpost run --config /etc/buurtpost/\(name).yaml",
            "ExecReload=/bin/kill -HUP $MAINPID",
        ]
        for line in promised { #expect(lines.contains(Substring(line)), "\(line)") }
        #expect(!lines.contains { $0.hasPrefix("DynamicUser") })
    }
}

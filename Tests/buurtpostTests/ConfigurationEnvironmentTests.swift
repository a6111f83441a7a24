import Testing

@testable import buurtpost

@Suite("Environment variables that override keys")
struct ConfigurationEnvironmentTests {
    @Test("a variable overrides the file, fills in for it, and adds list elements")
    func overrides() throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(
            "platform: {name: A}\nrelays: [{url: 'smtp://a'}]", to: "a.yaml")
        let configuration = try Configuration.load(
            path,
            environment: [
                "BUURTPOST_PLATFORM_NAME": "B", "BUURTPOST_PLATFORM_URL": "https://b.example",
                "BUURTPOST_MAIL_FROM": "post@b.example", "BUURTPOST_PLATFORM_DESK_PHONE": "",
                "BUURTPOST_RELAYS_0_CONNECTIONS": "5", "BUURTPOST_RELAYS_1_URL": "smtps://b",
                "BUURTPOST_WARNINGS": "error", "PATH": "/bin",
            ])
        #expect(configuration.platform.name == "B")
        #expect(configuration.platform.deskPhone == nil)
        #expect(configuration.mail.bounceDomain == "b.example")
        #expect(configuration.relays.map(\.url.text) == ["smtp://a", "smtps://b"])
        #expect(configuration.relays.map(\.connections) == [5, 2])
    }

    static let mistakes: [(name: String, value: String, problem: String)] = [
        (
            "BUURTPOST_PLATFORM_TIMEZONE", "Mars/Utopia",
            "platform.timezone: is \"Mars/Utopia\", which is not a time zone; write one such as "
                + "Europe/Amsterdam"
        ),
        (
            "BUURTPOST_PLATFORM_DESKPHONE", "1",
            "is not a variable of buurtpost; did you mean BUURTPOST_PLATFORM_DESK_PHONE?"
        ),
        (
            "BUURTPOST_XQZ", "1",
            "is not a variable of buurtpost; take it out of the environment, or set the key in the file"
        ),
        (
            "BUURTPOST_RELAYS_0_PASSWORD", "geheim",
            "relays[0].password: is a password in clear; put it into a file that only the service can read, "
                + "name that in password_file, and change the password"
        ),
    ]

    @Test("a mistake in a variable names the variable", arguments: mistakes)
    func mistake(_ mistake: (name: String, value: String, problem: String)) throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(
            Mistake.start + "relays: [{url: 'maildir:m'}]", to: "a.yaml")
        let file = SettingsFile(
            path, environment: [mistake.name: mistake.value], Configuration.init)
        #expect(file.problems.map(\.description) == ["\(mistake.name): \(mistake.problem)"])
    }

    @Test("a wrong value in the file is reported also when a variable overrides it")
    func bothChecked() throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(Mistake.start + "retention: {letters: x}", to: "a.yaml")
        let file = SettingsFile(
            path, environment: ["BUURTPOST_RETENTION_LETTERS": "90d"], Configuration.init)
        #expect(file.problems.map(\.key) == ["retention.letters"])
        #expect(file.problems.first?.place == .file(path: path, line: 3, column: 22))
    }

    @Test("the keys of a domain cannot be overridden")
    func noDomain() throws {
        let folder = try ConfigurationFolder()
        let text = "limits: {recipient_domains: {gmail.com: {rate_per_second: 2}}}"
        let path = try folder.write(Mistake.start + text, to: "a.yaml")
        let name = "BUURTPOST_LIMITS_RECIPIENT_DOMAINS_GMAIL_COM_RATE_PER_SECOND"
        let file = SettingsFile(path, environment: [name: "3"], Configuration.init)
        #expect(file.problems.map(\.place) == [.variable(name)])
    }
}

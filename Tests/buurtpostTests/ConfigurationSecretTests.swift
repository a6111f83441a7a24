import Testing

@testable import buurtpost

@Suite("Secrets")
struct ConfigurationSecretTests {
    @Test(
        "one line end at the end is cut off, and nothing else",
        arguments: [
            ("geheim", "geheim"), ("geheim\n", "geheim"), ("geheim\r\n", "geheim"), (" a ", " a "),
        ])
    func lineEnd(_ text: String, _ secret: String) throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(text, to: "secret")
        #expect(try SecretSource.file(path).read(credentials: nil).revealed == secret)
    }

    @Test(
        "a file that cannot be one password is refused",
        arguments: ["", "\n", "a\nb", "a\n\n", "a\u{0}b", String(repeating: "x", count: 4097)])
    func refused(_ text: String) throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(text, to: "secret")
        #expect(throws: Complaint.self) { try SecretSource.file(path).read(credentials: nil) }
    }

    @Test("a secret that every user of the machine can read is refused")
    func openToAll() throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write("geheim", to: "secret", mode: 0o644)
        let complaint = #expect(throws: Complaint.self) {
            try SecretSource.file(path).read(credentials: nil)
        }
        #expect(complaint?.what == "is open to every user of this machine")
    }

    @Test(
        "a credential is a file in the folder that systemd gives, and without one the unit is to blame"
    )
    func credential() throws {
        let folder = try ConfigurationFolder()
        try folder.write("geheim\n", to: "smtp-password", mode: 0o400)
        let source = SecretSource.credential("smtp-password")
        #expect(try source.read(credentials: folder.path).revealed == "geheim")
        let complaint = #expect(throws: Complaint.self) { try source.read(credentials: nil) }
        #expect(complaint?.remedy.contains("LoadCredential=smtp-password:") == true)
    }

    @Test("a secret never shows, however it is printed")
    func redacted() {
        let secret = Secret("geheim")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(text.contains("<redacted>") || !text.contains("geheim"))
            #expect(!text.contains("geheim"))
        }
        #expect("\(secret)" == "<redacted>")
    }

    static let leaks = [
        "relays: [{url: 'smtps://r.example', password: geheim123}]",
        "relays: [{url: 'smtps://post:geheim123@r.example'}]",
        "relays: [{url: 'geheim123://r.example'}]", "relays: [{url: 'smtps://geheim123 x'}]",
        "relays: [{url: 'smtps://r.example', connections: 'geheim123@r.example'}]",
        "mail: {from: geheim123}", "'geheim123@r.example': x", "pages: {public_url: 'geheim123'}",
        "feeds: [{url: 'https://geheim123@a.example', kind: ics}]", "a: \"geheim123",
        "a: b: geheim123",
    ]

    @Test("no problem repeats a password, an address or the text of a line", arguments: leaks)
    func noLeak(_ text: String) throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(text, to: "a.yaml")
        let problems = SettingsFile(path, Configuration.init).problems
        #expect(!problems.isEmpty)
        #expect(!problems.map(\.description).joined().contains("geheim123"))
    }
}

import Testing

@testable import buurtpost

/// What stands below the two lines that every case begins with, and every problem it has to give.
struct Mistake: Sendable, CustomTestStringConvertible {
    let text: String
    let problems: [String]

    init(_ text: String, _ problems: String...) {
        self.text = text
        self.problems = problems
    }

    var testDescription: String { text }

    /// Two good lines, so that the text of a case begins in line 3.
    static let start = """
        platform: {name: Lingeborg, url: https://lingeborg.example}
        mail: {from: post@lingeborg.example}

        """
}

@Suite("Mistakes in a configuration file")
struct ConfigurationMistakesTests {
    static let form =
        "write maildir:DIR, smtp://host:25, smtp+starttls://host:587 or smtps://host:465"

    static let keys: [Mistake] = [
        Mistake(
            "databse: x.db",
            "3:1: databse: is not a key of this file; did you mean \"database\"?"),
        Mistake(
            "zzzzzzzz: x",
            "3:1: zzzzzzzz: is not a key of this file; known here: database, feeds, jobs_directory, "
                + "keys, limits, mail, pages, platform, relays, retention"),
        Mistake(
            "retention:\n  letter: 365d",
            "4:3: retention.letter: is not a key of retention; did you mean \"letters\"?"),
        Mistake(
            "keys: {links: a}",
            "3:8: keys.links: is not a key of keys; did you mean \"links_file\"?"),
        Mistake(
            "pages:\n  piet@lingeborg.example: x",
            "4:3: pages.(a key): is not a key of pages; known here: beheer, listen, public_url, trusted_proxies"
        ),
        Mistake("[a]: b", "3:1: holds a key that is not a word; write `name: value`"),
        Mistake(
            "database: a.db\ndatabase: b.db\ndatabase: c.db\nretention: {letters: 60d, 'letters': 90d}",
            "4:1: database: is given twice, first in line 3; keep one of the two",
            "5:1: database: is given twice, first in line 3; keep one of the two",
            "6:27: retention.letters: is given twice, first in line 6; keep one of the two"),
        Mistake(
            "limits:\n  recipient_domains:\n    gmail.com: {}\n    Gmail.com: {}\n    gmail: {}",
            "6:5: limits.recipient_domains.Gmail.com: is given twice, in other letters; keep one of the two",
            "7:5: limits.recipient_domains.gmail: is not a domain; write a domain such as post.example.nl, "
                + "letters beyond a-z as xn--"),
        Mistake(
            "limits:\n  recipient_domains:\n    gmail.com: {rate_per_secnd: 2}",
            "5:17: limits.recipient_domains.gmail.com.rate_per_secnd: is not a key of "
                + "limits.recipient_domains.gmail.com; did you mean \"rate_per_second\"?"),
    ]

    static let kinds: [Mistake] = [
        Mistake(
            "database: [a, b]",
            "3:11: database: holds a list where one value is expected; write the value behind the colon"
        ),
        Mistake(
            "database: {a: b}",
            "3:11: database: holds settings where one value is expected; write the value behind the colon"
        ),
        Mistake(
            "retention: 30d",
            "3:12: retention: holds one value where settings are expected; write keys such as `name: "
                + "value`, one a line"),
        Mistake(
            "relays: smtp://localhost",
            "3:9: relays: holds one value where a list is expected; begin each element with `- ` on a "
                + "line of its own"),
        Mistake(
            "relays: [smtp://localhost]",
            "3:10: relays[0]: holds one value where settings are expected; write keys such as `name: "
                + "value`, one a line",
            "3:10: relays[0].url: is missing; set it; it has no default"),
        Mistake(
            "database: *copy",
            "3:11: database: holds an alias of YAML, which is not read here; write the value out, or put a "
                + "text that begins with this sign in quotes"),
        Mistake(
            "database: &copy x.db",
            "3:11: database: holds an anchor of YAML, which is not read here; write the value out, or put "
                + "a text that begins with this sign in quotes"),
        Mistake(
            "retention: &base\n  letters: 60d",
            "3:12: holds an anchor of YAML, which is not read here; write the value out, or put "
                + "a text that begins with this sign in quotes"),
        Mistake(
            "retention: *base",
            "3:12: retention: holds an alias of YAML, which is not read here; write the value out, or put "
                + "a text that begins with this sign in quotes"),
        Mistake(
            "database: !!str x.db",
            "3:11: database: holds a tag of YAML, which is not read here; write the value out, or put a "
                + "text that begins with this sign in quotes"),
    ]

    static let values: [Mistake] = [
        Mistake(
            "retention: {letters: 365, finished_jobs: 10m, discarded_jobs: -1d}",
            "3:22: retention.letters: is \"365\"; write a number and a unit (s, m, h or d), from 30d to "
                + "3650d",
            "3:42: retention.finished_jobs: is \"10m\"; write a number and a unit (s, m, h or d), from 1h "
                + "to 365d",
            "3:63: retention.discarded_jobs: is \"-1d\"; write a number and a unit (s, m, h or d), from "
                + "24h to 365d"),
        Mistake(
            "pages: {listen: 'example.nl:80', public_url: http://lingeborg.example}",
            "3:17: pages.listen: is not an IP address and a port; write one such as 127.0.0.1:8025",
            "3:46: pages.public_url: is not secure; write https:// instead of http://"),
        Mistake(
            "pages: {listen: 'unix:run/x', public_url: 'https://piet:geheim@lingeborg.example'}",
            "3:17: pages.listen: is not the path of a socket; write unix:/ and at most 107 octets in all",
            "3:43: pages.public_url: names a user before the host; leave out what stands before the @"
        ),
        Mistake(
            "pages: {listen: '127.0.0.1:99999', public_url: 'https://x.example/?a'}",
            "3:17: pages.listen: names no proper port; write a port from 1 to 65535",
            "3:48: pages.public_url: has a ? or # part; write the part before it only"),
        Mistake(
            "feeds:\n  - {url: 'webcal://a.example/x', kind: isc, every: 1m}\n  - kind: rss",
            "4:11: feeds[0].url: is a webcal:// address; write https:// instead of webcal://",
            "4:41: feeds[0].kind: is \"isc\"; write one of ics, rss, atom, perhaps ics",
            "4:53: feeds[0].every: is \"1m\"; write a number and a unit (s, m, h or d), from 5m to 7d",
            "5:5: feeds[1].url: is missing; set it; it has no default"),
        Mistake(
            "database: ~/post.db\njobs_directory: ''",
            "3:11: database: begins with ~, which is not expanded; write the whole path",
            "4:17: jobs_directory: is not a path; write the path of a file or folder"),
        Mistake(
            "keys: {links_file: 'credential:a/b'}",
            "3:20: keys.links_file: is not the name of a credential; write credential: and the name in "
                + "LoadCredential=, without /"),
    ]

    static let relays: [Mistake] = [
        Mistake(
            "relays:\n  - url: smtp://localhost:25\n    password: geheim",
            "5:15: relays[0].password: is a password in clear; put it into a file that only the service can "
                + "read, name that in password_file, and change the password"),
        Mistake(
            "relays:\n  - url: smtps://piet:geheim@relay.example",
            "4:10: relays[0].url: names a user or a password; leave out what stands before the @; use the "
                + "keys user and password_file"),
        Mistake(
            "relays: [{url: localhost}]", "3:16: relays[0].url: is not the URL of a relay; \(form)"),
        Mistake(
            "relays: [{url: 'smtp:localhost'}]",
            "3:16: relays[0].url: is not the URL of a relay; \(form)"),
        Mistake(
            "relays: [{url: 'stmp://localhost'}]",
            "3:16: relays[0].url: begins with an unknown scheme; did you mean \"smtp\"?"),
        Mistake(
            "relays: [{url: 'smtp://[::1'}, {url: 'smtp://a_b'}, {url: 'smtp://a.example:0'}]",
            "3:16: relays[0].url: names no proper host; write a host name or an IP address, IPv6 in [ ]",
            "3:38: relays[1].url: names no proper host; write a host name or an IP address, IPv6 in [ ]",
            "3:59: relays[2].url: names no proper port; write a port from 1 to 65535"),
        Mistake(
            "relays:\n  - {url: 'smtps://r.example', connections: 0, rate_per_second: 1e3, client: perl}",
            "4:45: relays[0].connections: is \"0\"; write a whole number from 1 to 64",
            "4:65: relays[0].rate_per_second: is \"1e3\"; write a number from 0.01 to 100000.0, such as 0.5",
            "4:78: relays[0].client: is \"perl\"; write one of curl, esmtp"),
        Mistake(
            "relays:\n  - {url: 'smtps://r.example', client: esmtp, user: post}",
            "4:40: relays[0].client: is esmtp, which hands over in plain text only; leave it out, or use "
                + "smtp:// to a server on the same machine or network",
            "4:53: relays[0].user: is only half of a login; set both user and password_file, or neither"
        ),
        Mistake(
            "relays: [{url: 'smtp://[::1]', client: esmtp}]",
            "3:40: relays[0].client: is esmtp, which takes no IPv6 address; leave it out, or write a host "
                + "name that stands for the address"),
        Mistake(
            "relays:\n  - {url: 'smtp://r.example', user: post, password_file: secret}",
            "4:11: relays[0].url: would send the password over the network in plain text; use "
                + "smtp+starttls:// or smtps://, or leave out user and password_file"),
        Mistake(
            "relays:\n  - {url: 'smtp://r.example', auth: login, ca_file: ca.pem}",
            "4:37: relays[0].auth: is set, and there is no login; set user and password_file too, or leave it "
                + "out",
            "4:53: relays[0].ca_file: is set, and no certificate is asked for; use smtp+starttls:// or "
                + "smtps://, or leave it out"),
        Mistake(
            "relays:\n  - {url: 'maildir:m', client: curl, user: post, password_file: secret}",
            "4:32: relays[0].client: is set, and a folder has no client; leave it out",
            "4:65: relays[0].password_file: is set, and a folder needs no login; leave out user and "
                + "password_file"),
    ]

    @Test(
        "every mistake is reported with line, column, key, what is wrong and what to do",
        arguments: keys + kinds + values + relays)
    func mistake(_ mistake: Mistake) throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(Mistake.start + mistake.text, to: "a.yaml")
        #expect(problems(path, folder) == mistake.problems.map { "a.yaml:" + $0 })
    }

    static let platforms: [Mistake] = [
        Mistake(
            "mail: {from: post}",
            "1:14: mail.from: is not an address: it has no @; write one address such as post@example.nl"
        ),
        Mistake(
            "platform: {timezone: Europe/Amsterdm}",
            "1:22: platform.timezone: is \"Europe/Amsterdm\", which is not a time zone; did you mean \"Europe/Amsterdam\"?"
        ),
        Mistake(
            "platform: {timezone: XQZ}",
            "1:22: platform.timezone: is \"XQZ\", which is not a time zone; write one such as Europe/Amsterdam"
        ),
        Mistake(
            "platform: {address_form: jij, language: no}",
            "1:26: platform.address_form: is \"jij\"; write one of u, je",
            "1:41: platform.language: is \"no\"; write one of nl, en, perhaps nl"),
        Mistake(
            "platform: {desk_phone: bel ons}",
            "1:24: platform.desk_phone: is not a telephone number; write digits, such as 0183-000000"
        ),
        Mistake(
            "platform: {name: \"a\\nb\"}",
            "1:18: platform.name: is empty, too long or not one line; write 1 to 60 characters"),
        Mistake(
            "platform: {url: lingeborg.nl}",
            "1:17: platform.url: is not a web address; write one such as https://www.example.nl, letters beyond a-z as xn-- or %XX"
        ),
        Mistake(
            "platform: {url: 'https://dörp.nl'}",
            "1:17: platform.url: is not a web address; write one such as https://www.example.nl, letters beyond a-z as xn-- or %XX"
        ),
        Mistake(
            "mail: {lead_minutes: 4, bounce_domain: post}",
            "1:22: mail.lead_minutes: is \"4\"; write a whole number from 5 to 720",
            "1:40: mail.bounce_domain: is not a domain; write a domain such as post.example.nl, letters beyond a-z as xn--"
        ),
    ]

    @Test("the platform and the sender are checked too", arguments: platforms)
    func platform(_ mistake: Mistake) throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(mistake.text, to: "a.yaml")
        let found = problems(path, folder).filter { !$0.contains("is missing") }
        #expect(found == mistake.problems.map { "a.yaml:" + $0 })
    }

    @Test("what has no default is asked for, where its section stands")
    func missing() throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write("# nothing\nplatform:\n  name:\n", to: "a.yaml")
        #expect(
            problems(path, folder) == [
                "a.yaml:1:1: mail.from: is missing; set it; it has no default",
                "a.yaml:2:1: platform.url: is missing; set it; it has no default",
                "a.yaml:3:8: platform.name: is missing; set it; it has no default",
            ])
    }

    @Test("a text that begins with a sign of YAML is a text in quotes")
    func quotedSigns() throws {
        let folder = try ConfigurationFolder()
        let text =
            "platform: {name: '*Ons* & \"jullie\"!', url: https://a.example}\nmail: {from: p@a.example}"
        let path = try folder.write(text, to: "a.yaml")
        #expect(
            try Configuration.load(path, environment: [:]).platform.name == "*Ons* & \"jullie\"!")
    }

    private func problems(_ path: String, _ folder: ConfigurationFolder) -> [String] {
        SettingsFile(path, Configuration.init).problems.map { folder.short($0.description) }
    }
}

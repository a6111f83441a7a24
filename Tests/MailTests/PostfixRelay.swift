import BuurtpostTestKit
import Foundation
import Glibc
import Mail

/// A real Postfix on 127.0.0.1 with TLS and logins of its own, delivering into Maildirs.
///
/// All of it lies in one folder; the system's Postfix, if it runs, is not touched. Its master ends by itself after two
/// minutes, should a test die. master(8) has to be started by root.
struct PostfixRelay {
    struct Failure: Error {
        let words: String
    }

    /// With STARTTLS, and for TLS from the start.
    let startTLSPort: UInt16
    let tlsPort: UInt16
    private let folder: String
    private static let user = "buurtpost"
    private static let password = "geheim 4 één"

    var login: RelayLogin { login() }

    func login(_ mechanism: RelayLogin.Mechanism? = nil, password: String? = nil) -> RelayLogin {
        RelayLogin(user: "\(Self.user)@example.org", mechanism: mechanism) {
            password ?? Self.password
        }
    }

    /// Who reads bounces: what comes to post.example.org goes through pipe(8), what comes to `b-…@alias.example.org`
    /// through an alias of local(8). Runs as nobody.
    private let bounceCommand: String

    /// Returns when it accepts connections.
    ///
    /// - Parameter bounceCommand: Such as `/path/of/buurtpost bounce --config /path/of/the/file`, without quotes.
    init(bounceCommand: String = "/bin/false") throws {
        self.bounceCommand = bounceCommand
        folder = "/tmp/buurtpost-postfix-\(UUID().uuidString)"
        (startTLSPort, tlsPort) = (try Self.freePort(), try Self.freePort())
        try makeFolders()
        try write("main.cf", settings)
        try write("master.cf", services)
        let readers = (1...20).map { "buur\($0)@example.org buur\($0)/\n" }
        try write("readers", readers.joined())
        try write("sasl/smtpd.conf", passwords)
        try write("aliases", "bounces \"|\(bounceCommand)\"\n")
        try write("rewritten", "/^b-.*@alias\\.example\\.org$/ bounces@mx.example.org\n")
        try makePassword()
        try Self.run(
            "python3", ["-c", Self.unblocked, Self.master, "-c", folder, "-e", "120", "-w"])
    }

    func stop() {
        let text = try? String(contentsOfFile: "\(folder)/spool/pid/master.pid", encoding: .utf8)
        let pid = text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        if let pid { kill(pid, SIGTERM) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Waits until a line of its log holds `text`.
    func logs(_ text: String) throws {
        try FolderWatch(URL(filePath: folder)).wait(for: "\(text) in the log") {
            try String(contentsOfFile: "\(folder)/log", encoding: .utf8).contains(text)
        }
    }

    /// Waits until `count` messages lie in the recipients' Maildirs, `buur1@example.org` and so on.
    func delivered(_ count: Int) throws -> [Int: String] {
        let maildirs = (1...count).map { URL(filePath: "\(folder)/mail/buur\($0)/new") }
        let watch = try FolderWatch(URL(filePath: "\(folder)/mail"))
        try watch.wait(for: "\(count) messages in Maildirs") {
            maildirs.allSatisfy { !Self.files(in: $0).isEmpty }
        }
        return try Dictionary(
            uniqueKeysWithValues: zip(1..., maildirs).map { number, maildir in
                let name = Self.files(in: maildir)[0]
                return (
                    number, try String(contentsOf: maildir.appending(path: name), encoding: .utf8)
                )
            })
    }

    private static func files(in folder: URL) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    }
}

extension PostfixRelay {
    private static let master = "/usr/lib/postfix/sbin/master"

    /// Programs inherit the blocked signals of a Dispatch thread, and master(8) would not hear SIGTERM.
    private static let unblocked = """
        import os, signal, sys
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        os.execv(sys.argv[1], sys.argv[1:])
        """

    private static let queues = [
        "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private",
        "public", "maildrop", "saved", "trace",
    ]

    private func makeFolders() throws {
        let all = ["data", "sasl", "mail", "spool/pid"] + Self.queues.map { "spool/\($0)" }
        for path in all {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
        }
        try Self.run("chown", ["postfix", "data"] + Self.queues.map { "spool/\($0)" }, in: folder)
        try Self.run("chown", ["nobody", "mail"], in: folder)
    }

    private var settings: String {
        let files = try? TestCertificates.shared.files(of: .good)
        return """
            compatibility_level = 3.6
            queue_directory = \(folder)/spool
            data_directory = \(folder)/data
            daemon_directory = /usr/lib/postfix/sbin
            command_directory = /usr/sbin
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = \(folder)/log
            maillog_file_prefixes = /tmp
            myhostname = mx.example.org
            mydestination = mx.example.org
            transport_maps = inline:{ { post.example.org = buurtpost-bounce: } }
            virtual_alias_maps = regexp:\(folder)/rewritten
            virtual_alias_domains = alias.example.org
            local_recipient_maps =
            default_privs = nobody
            minimal_backoff_time = 1s
            queue_run_delay = 1s
            mynetworks =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            alias_maps = texthash:\(folder)/aliases
            alias_database =
            virtual_mailbox_domains = example.org
            virtual_mailbox_base = \(folder)/mail
            virtual_mailbox_maps = texthash:\(folder)/readers
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            virtual_minimum_uid = 1
            smtpd_tls_cert_file = \(files?.certificate ?? "")
            smtpd_tls_key_file = \(files?.key ?? "")
            smtpd_tls_auth_only = yes
            smtpd_sasl_auth_enable = yes
            cyrus_sasl_config_path = \(folder)/sasl
            smtpd_relay_restrictions = permit_sasl_authenticated, reject
            smtpd_recipient_restrictions = permit_sasl_authenticated, reject
            message_size_limit = 1000000

            """
    }

    private var services: String {
        let internals = [
            "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
            "tlsmgr unix - - n 1000? 1 tlsmgr", "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce",
            "trace unix - - n - 0 bounce", "proxymap unix - - n - - proxymap",
            "virtual unix - n n - - virtual", "error unix - - n - - error",
            "local unix - n n - - local",
            "buurtpost-bounce unix - n n - 2 pipe flags=DRXhu user=nobody argv=\(bounceCommand)",
            "retry unix - - n - - error", "anvil unix - - n - 1 anvil",
            "postlog unix-dgram n - n - 1 postlogd",
        ]
        let doors = [
            "127.0.0.1:\(startTLSPort) inet n - n - - smtpd -o smtpd_tls_security_level=may",
            "127.0.0.1:\(tlsPort) inet n - n - - smtpd -o smtpd_tls_wrappermode=yes",
        ]
        return (doors + internals).map { $0 + "\n" }.joined()
    }

    private var passwords: String {
        """
        pwcheck_method: auxprop
        auxprop_plugin: sasldb
        sasldb_path: \(folder)/sasl/sasldb2
        mech_list: PLAIN LOGIN

        """
    }

    private func makePassword() throws {
        let file = "\(folder)/sasl/sasldb2"
        try Self.run(
            "saslpasswd2", ["-p", "-c", "-f", file, "-u", "example.org", Self.user],
            input: Self.password)
        try Self.run("chown", ["postfix", file])
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    private static func freePort() throws -> UInt16 {
        let listener = try ServerListener()
        defer { listener.close() }
        return listener.port
    }

    /// The words go to a file, not a pipe: master's children would keep that open.
    private static func run(
        _ program: String, _ arguments: [String], in folder: String = "/", input: String = ""
    ) throws {
        let (process, pipe) = (Process(), Pipe())
        let words = URL(filePath: "/tmp/buurtpost-postfix-\(UUID().uuidString).out")
        defer { try? FileManager.default.removeItem(at: words) }
        try Data().write(to: words)
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = pipe
        let output = try FileHandle(forWritingTo: words)
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(words: "\(program): \(try String(contentsOf: words, encoding: .utf8))")
        }
    }
}

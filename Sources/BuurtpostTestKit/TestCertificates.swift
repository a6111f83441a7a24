import Foundation
import Synchronization

/// Certificates for test servers on localhost, made by `openssl` once for each test run.
public final class TestCertificates: Sendable {
    /// What a certificate is worth.
    public enum Kind: String, CaseIterable, Sendable {
        /// Signed by ``TestCertificates/authority``, for localhost, valid.
        case good
        /// The same, but its time is over.
        case expired
        /// The same, but for another name.
        case wrongName
        /// For localhost, signed by itself.
        case selfSigned
    }

    /// openssl failed; its words.
    public struct Failure: Error {
        let words: String
    }

    private static let made = Mutex<TestCertificates?>(nil)

    /// Made at the first call, in a temporary folder.
    public static var shared: TestCertificates {
        get throws {
            try made.withLock {
                let certificates = try $0 ?? TestCertificates()
                $0 = certificates
                return certificates
            }
        }
    }

    private let folder: String

    private init() throws {
        folder = NSTemporaryDirectory() + "buurtpost-certificates-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(Self.settings(folder).utf8).write(to: URL(filePath: "\(folder)/ca.conf"))
        try Data().write(to: URL(filePath: "\(folder)/index.txt"))
        try Self.selfSigned(name: "Buurtpost test authority", to: "\(folder)/authority", isCA: true)
        try Self.selfSigned(name: "localhost", to: path(.selfSigned), isCA: false)
        try sign(.good, name: "localhost", until: "20900101000000Z")
        try sign(.expired, name: "localhost", until: "20200201000000Z")
        try sign(.wrongName, name: "elsewhere.example", until: "20900101000000Z")
    }

    /// The file with the certificate of the authority, in PEM.
    public var authority: String { "\(folder)/authority.pem" }

    /// Paths of PEM files.
    public func files(of kind: Kind) -> (certificate: String, key: String) {
        ("\(path(kind)).pem", "\(path(kind)).key")
    }

    private func path(_ kind: Kind) -> String { "\(folder)/\(kind.rawValue)" }

    private func sign(_ kind: Kind, name: String, until end: String) throws {
        let path = path(kind)
        try Self.openssl(
            ["req"] + Self.newKey + [
                "-keyout", "\(path).key", "-out", "\(path).csr", "-subj", "/CN=\(name)",
                "-addext", "subjectAltName=DNS:\(name)",
            ])
        try Self.openssl([
            "ca", "-batch", "-notext", "-config", "\(folder)/ca.conf", "-in", "\(path).csr",
            "-out", "\(path).pem", "-startdate", "20200101000000Z", "-enddate", end,
        ])
    }

    private static func selfSigned(name: String, to path: String, isCA: Bool) throws {
        try openssl(
            ["req", "-x509"] + newKey + [
                "-keyout", "\(path).key", "-out", "\(path).pem", "-subj", "/CN=\(name)",
                "-days", "3650", "-addext",
                isCA ? "keyUsage=keyCertSign" : "subjectAltName=DNS:\(name)",
            ])
    }

    private static let newKey = [
        "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
    ]

    /// openssl-ca(1): the one command that takes both ends of a validity.
    private static func settings(_ folder: String) -> String {
        """
        [ca]
        default_ca = test
        [test]
        database = \(folder)/index.txt
        new_certs_dir = \(folder)
        certificate = \(folder)/authority.pem
        private_key = \(folder)/authority.key
        rand_serial = yes
        unique_subject = no
        default_md = sha256
        policy = any
        copy_extensions = copy
        [any]
        commonName = supplied
        """
    }

    private static func openssl(_ arguments: [String]) throws {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        let words = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(words: String(decoding: words, as: UTF8.self))
        }
    }
}

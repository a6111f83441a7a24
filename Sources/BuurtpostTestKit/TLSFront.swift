import Foundation
import Synchronization

/// Puts TLS before a plain server of a test; what that server does wrong, the client meets through it.
///
/// One python3 for the whole test run does it (`tls_front.py`), and ends with it.
public final class TLSFront: Sendable {
    /// When TLS begins.
    public enum Mode: String, Sendable {
        case tls
        /// The server behind it has to offer STARTTLS; the front answers it.
        case starttls
    }

    /// The python process could not be started or gave no port.
    public struct NotThere: Error {}

    private struct Pipes {
        let process: Process
        let questions: FileHandle
        let answers: FileHandle
    }

    private static let shared = Mutex<Pipes?>(nil)

    /// Where clients connect.
    public let port: UInt16

    /// - Parameters:
    ///   - backend: The port of the plain server.
    ///   - injection: One line that follows the answer to STARTTLS in clear.
    public init(
        _ mode: Mode, backend: UInt16, certificate: TestCertificates.Kind, injection: String = ""
    ) throws {
        let files = try TestCertificates.shared.files(of: certificate)
        let words = [mode.rawValue, String(backend), files.certificate, files.key, injection]
        port = try Self.ask(words.filter { !$0.isEmpty }.joined(separator: " "))
    }

    private static func ask(_ question: String) throws -> UInt16 {
        try shared.withLock { pipes in
            let open = try pipes ?? start()
            pipes = open
            try open.questions.write(contentsOf: Data("\(question)\n".utf8))
            var answer = Data()
            while let octet = try open.answers.read(upToCount: 1), octet != Data([10]) {
                answer += octet
            }
            guard let port = UInt16(String(decoding: answer, as: UTF8.self)) else {
                throw NotThere()
            }
            return port
        }
    }

    private static func start() throws -> Pipes {
        guard let script = Bundle.module.path(forResource: "tls_front", ofType: "py") else {
            throw NotThere()
        }
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script]
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        return Pipes(
            process: process, questions: input.fileHandleForWriting,
            answers: output.fileHandleForReading)
    }
}

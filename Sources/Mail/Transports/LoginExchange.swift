import Foundation

/// What is said to log in, one line after each 334 (RFC 4954 §4).
///
/// Holds the secret: it lives as long as the exchange, and ``wipe()`` ends it.
struct LoginExchange {
    /// Without CRLF; the first is the command.
    private var lines: [[UInt8]]

    init(_ mechanism: RelayLogin.Mechanism, user: String, secret: String) {
        lines =
            switch mechanism {
            case .plain: [Self.line("AUTH PLAIN ", "\0\(user)\0\(secret)")]
            case .login:
                [Array("AUTH LOGIN".utf8), Self.line("", user), Self.line("", secret)]
            // A refusal comes as 334 with its reason; the empty line asks for the 535 itself.
            case .xoauth2:
                [
                    Self.line("AUTH XOAUTH2 ", "user=\(user)\u{1}auth=Bearer \(secret)\u{1}\u{1}"),
                    [],
                ]
            }
    }

    /// The next line with its CRLF; nil when all was said.
    mutating func next() -> [UInt8]? {
        lines.isEmpty ? nil : lines.removeFirst() + [13, 10]
    }

    /// Overwrites what was not said.
    mutating func wipe() {
        for index in lines.indices {
            for position in lines[index].indices { lines[index][position] = 0 }
        }
        lines = []
    }

    private static func line(_ command: String, _ words: String) -> [UInt8] {
        Array(command.utf8) + Array(Data(words.utf8).base64EncodedData())
    }
}

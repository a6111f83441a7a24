import Foundation

/// Reads mail with another language's library: Python's `email`, with `policy.default`.
public struct PythonMailReader {
    /// A message, and what it should say.
    public struct Expected: Encodable {
        /// The message, all of it.
        let octets: Data
        let subject: String
        /// By media type, lines ended by LF, without the end of the last.
        let parts: [String: String]

        public init(octets: [UInt8], subject: String, parts: [String: String]) {
            self.octets = Data(octets)
            self.subject = subject
            self.parts = parts.mapValues { $0.replacingOccurrences(of: "\r\n", with: "\n") }
        }
    }

    private let folder: TemporaryFolder

    /// - Parameter folder: Where the messages go on their way to Python.
    public init(folder: TemporaryFolder) { self.folder = folder }

    /// What is wrong with the messages, each line beginning with the message's number, counted from 0: defects that the
    /// parser notes, another subject, another text. Empty when they are as expected.
    ///
    /// - Throws: When there is no python3, or it fails.
    public func complaints(about messages: [Expected]) throws -> String {
        let name = "messages-\(UUID()).json"
        try folder.write(
            String(decoding: try JSONEncoder().encode(messages), as: UTF8.self), to: name)
        defer { try? FileManager.default.removeItem(atPath: folder.path(name)) }
        let ending = try RunningProgram(
            URL(fileURLWithPath: "/usr/bin/python3"), ["-c", Self.script, folder.path(name)],
            in: folder.url
        ).wait()
        guard ending.status == 0 else { throw PythonFailed(complaints: ending.complaints) }
        return ending.output
    }

    struct PythonFailed: Error { let complaints: String }

    /// The parser keeps defects of the header in each field, and those of a part in the part.
    private static let script = """
        import base64, email, email.policy, json, sys

        def defects(message):
            for part in message.walk():
                yield from part.defects
                for value in part.values():
                    yield from getattr(value, "defects", ())

        for number, expected in enumerate(json.load(open(sys.argv[1]))):
            octets = base64.b64decode(expected["octets"])
            message = email.message_from_bytes(octets, policy=email.policy.default)
            for defect in defects(message):
                print(number, repr(defect))
            if message["Subject"] != expected["subject"]:
                print(number, "another subject")
            leaves = [part for part in message.walk() if not part.is_multipart()]
            found = {part.get_content_type(): part.get_content().replace("\\r\\n", "\\n") for part in leaves}
            if len(leaves) != len(found) or found != expected["parts"]:
                print(number, "other parts:", [part.get_content_type() for part in leaves])
        """
}

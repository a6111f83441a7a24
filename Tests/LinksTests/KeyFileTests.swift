import BuurtpostTestKit
import Foundation
import Glibc
import Links
import Testing

/// Each test has a folder of its own, removed when it ends.
@Suite final class KeyFileTests {
    private static let base64 = Data((0..<32).map { UInt8($0) }).base64EncodedString()
    private static let token = LinkToken(purpose: .unsubscribe, subject: 12)

    private let folder: String
    private var path: String { "\(folder)/keys" }

    init() throws {
        folder = NSTemporaryDirectory() + "buurtpost-keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ text: String, mode: mode_t = 0o600) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, mode)
    }

    private func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func loadSecret(seed: UInt64 = 1, at path: String? = nil) throws(KeyFileError)
        -> [UInt8]
    {
        var generator = SplitMix64(seed: seed)
        return try SecretKey.load(path: path ?? self.path, using: &generator).code(for: "test", [])
    }

    private func loadLinks(seed: UInt64 = 1) throws(KeyFileError) -> LinkKeys {
        var generator = SplitMix64(seed: seed)
        return try LinkKeys.load(path: path, using: &generator)
    }

    @Test("the first start makes a file that only its owner can read, and nothing beside it")
    func created() throws {
        _ = try loadSecret()
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["keys"])
    }

    @Test("the next start reads the same key and leaves the file alone")
    func readAgain() throws {
        let first = try loadSecret(seed: 1)
        let before = try text()
        #expect(try loadSecret(seed: 2) == first)
        #expect(try text() == before)
    }

    @Test("a new file of link keys signs links that the next start accepts")
    func linksReadAgain() throws {
        let link = try loadLinks(seed: 1).sign(Self.token)
        let reading = try loadLinks(seed: 2).read(link, for: .unsubscribe, now: .distantPast)
        #expect(reading == .valid(Self.token))
    }

    @Test("a key added on top signs, and the older one is still accepted")
    func rotated() throws {
        let old = try loadLinks().sign(Self.token)
        try write("2 \(Self.base64)\n" + text())
        let keys = try loadLinks()
        #expect(keys.sign(Self.token) != old)
        for link in [old, keys.sign(Self.token)] {
            #expect(keys.read(link, for: .unsubscribe, now: .distantPast) == .valid(Self.token))
        }
    }

    @Test("a key that was taken away is not accepted any more")
    func retired() throws {
        let old = try loadLinks().sign(Self.token)
        try write("2 \(Self.base64)\n")
        #expect(try loadLinks().read(old, for: .unsubscribe, now: .distantPast) == .forged)
    }

    @Test(
        "a file that others can read or write is refused",
        arguments: [0o644, 0o604, 0o660, 0o650, 0o666, 0o602, 0o777] as [mode_t])
    func exposed(mode: mode_t) throws {
        try write(Self.base64, mode: mode)
        #expect(throws: KeyFileError.exposed(path: path, mode: UInt32(mode))) { try loadSecret() }
    }

    @Test(
        "a file for the owner and perhaps the owner's group is read",
        arguments: [0o600, 0o400, 0o640, 0o440] as [mode_t])
    func closed(mode: mode_t) throws {
        try write("# a comment\n\n  \(Self.base64) \r\n", mode: mode)
        #expect(try loadSecret().count == 32)
    }

    @Test(
        "a broken file of one key is refused with its line, and not replaced",
        arguments: [
            ("", 1), ("# nothing\n", 1), ("abc\n", 1), ("\n\nAAEC\n", 3),
            ("\(base64)\n\(base64)\n", 2), ("\(base64.dropLast(4))\n", 1), ("1 \(base64)\n", 1),
        ])
    func broken(text: String, line: Int) throws {
        try write(text)
        let error = #expect(throws: KeyFileError.self) { try loadSecret() }
        #expect(error?.description.hasPrefix("\(path):\(line): ") == true)
        #expect(try self.text() == text)
    }

    @Test(
        "a broken file of link keys is refused with its line",
        arguments: [
            ("", 1), ("\(base64)\n", 1), ("256 \(base64)\n", 1), ("-1 \(base64)\n", 1),
            ("1 \(base64)\n1 \(base64)\n", 2), ("# k\n1 \(base64)\n2 AAEC\n", 3),
            ("1 \(base64) more\n", 1),
        ])
    func brokenLinks(text: String, line: Int) throws {
        try write(text)
        let error = #expect(throws: KeyFileError.self) { try loadLinks() }
        #expect(error?.description.hasPrefix("\(path):\(line): ") == true)
    }

    @Test("an error says what to do, and nothing of the key")
    func description() throws {
        try write("1 \(Self.base64.dropLast(1))\n")
        let error = #expect(throws: KeyFileError.self) { try loadLinks() }
        let text = try #require(error).description
        #expect(text.contains("back-up") && !text.contains(Self.base64.prefix(6)))
    }

    @Test("a named pipe in its place is an error, not a wait")
    func namedPipe() throws {
        mkfifo(path, 0o600)
        #expect(throws: KeyFileError.unreadable(path: path, reason: "it is not a plain file")) {
            try loadSecret()
        }
    }

    @Test(
        "a folder in its place, or no folder around it, is an error", arguments: ["", "/none/keys"])
    func noFile(place: String) {
        #expect(throws: KeyFileError.self) { try loadSecret(at: folder + place) }
    }

    @Test("many that start at once agree on one key")
    func race() async throws {
        let path = path
        let codes = await withTaskGroup(of: [UInt8]?.self) { group in
            for seed in 1...16 {
                group.addTask {
                    var generator = SplitMix64(seed: UInt64(seed))
                    return try? SecretKey.load(path: path, using: &generator).code(for: "t", [])
                }
            }
            return await group.reduce(into: Set<[UInt8]?>()) { $0.insert($1) }
        }
        #expect(codes.count == 1 && !codes.contains(nil))
    }
}

import Foundation
import Glibc
import Testing

@testable import buurtpost

@Suite("Files that cannot be read as a configuration")
struct ConfigurationTextTests {
    static let texts: [Mistake] = [
        Mistake("", "1:1: is empty; start from the sample that comes with buurtpost"),
        Mistake(" \n\n", "1:1: is empty; start from the sample that comes with buurtpost"),
        Mistake(
            "a:\n\tb: 1\n  \tc: 2", "2:1: is indented with a tab; use spaces",
            "3:3: is indented with a tab; use spaces"),
        Mistake("a: b\u{7}", "1:5: holds an invisible character; type the line again"),
        Mistake("a: \u{E101}b", "1:4: holds an invisible character; type the line again"),
        Mistake(
            "a: " + String(repeating: "x", count: 498),
            "1:501: is longer than 500 characters; shorten the line"),
        Mistake(
            "a: b\n  c: d",
            "2:4: is not YAML: mapping values are not allowed in this context; check colons, quotes and "
                + "indentation here and in the line before"),
        Mistake(
            "a: \"b\nc: d\n",
            "3:1: is not YAML: found unexpected end of stream, while scanning a quoted scalar from line 1; "
                + "check colons, quotes and indentation here and in the line before"),
        Mistake(
            "a: b\n---\na: c", "2:1: holds a second document; leave out what follows this `---`"),
        Mistake("'': b\n'': c", "1:1: is given twice, first in line 1; keep one of the two"),
    ]

    @Test("a text that cannot be parsed is reported where it goes wrong", arguments: texts)
    func text(_ mistake: Mistake) throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(mistake.text, to: "a.yaml")
        #expect(problems(path, folder) == mistake.problems.map { "a.yaml:" + $0 })
    }

    @Test("the first octet that is not UTF-8 is pointed out")
    func notUTF8() throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(Array("a: b\nc: \u{E9}".utf8) + [0xE9, 0x20], to: "a.yaml")
        #expect(problems(path, folder) == ["a.yaml:2:5: is not UTF-8; save the file as UTF-8"])
    }

    @Test("what is no ordinary file is refused without waiting for it")
    func notAFile() throws {
        let folder = try ConfigurationFolder()
        #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        #expect(
            problems("\(folder.path)/pipe", folder)
                == ["pipe:1:1: is a pipe or a device; name an ordinary file"])
        #expect(
            problems("/dev/zero", folder)
                == ["/dev/zero:1:1: is a pipe or a device; name an ordinary file"])
        #expect(problems("/etc", folder) == ["/etc:1:1: is a folder; name a file in it"])
        #expect(
            problems("\(folder.path)/none.yaml", folder)
                == ["none.yaml:1:1: there is no such file; check the path, or make the file"])
    }

    @Test("a file that is too large is not parsed")
    func tooLarge() throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(String(repeating: "# x\n", count: 16_385), to: "a.yaml")
        #expect(
            problems(path, folder)
                == ["a.yaml:1:1: is larger than 65536 octets; check that it is the right file"])
    }

    /// A text that would cost minutes, gigabytes or the stack if the parser saw it as it is.
    struct Bomb: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String

        init(_ name: String, _ text: String) {
            testDescription = name
            self.text = text
        }
    }

    static let bombs: [Bomb] = [
        Bomb("brackets in a line", "a: " + String(repeating: "[", count: 490)),
        Bomb("brackets, one a line", String(repeating: "[\n", count: 30_000)),
        Bomb("braces", String(repeating: "{a: ", count: 190)),
        Bomb("lists in lists", String(repeating: "- ", count: 240) + "x"),
        Bomb("keys of keys", String(repeating: "? ", count: 240) + "x"),
        Bomb(
            "indented keys",
            (0..<350).map { String(repeating: " ", count: $0) + "k:\n" }.joined()),
        Bomb(
            "aliases that double",
            "a: &a0 [x]\n"
                + (1..<30).map { "b\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()),
        Bomb("aliases in a key", "b: &b [x, x]\n? [*b, *b, *b]\n: c"),
        Bomb("one key, many times", String(repeating: "a: b\n", count: 10_000)),
        Bomb("many keys, each twice", (0..<200).map { "k\($0): 1\nk\($0): 2\n" }.joined()),
    ]

    @Test(
        "deep, wide and self-repeating texts are refused", .timeLimit(.minutes(1)), arguments: bombs
    )
    func bomb(_ bomb: Bomb) throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write(bomb.text, to: "a.yaml")
        #expect(!problems(path, folder).isEmpty)
    }

    @Test("a byte order mark, Windows line ends and a missing last line end are fine")
    func windows() throws {
        let folder = try ConfigurationFolder()
        let text = "\u{FEFF}" + Mistake.start.replacing("\n", with: "\r\n") + "database: x.db"
        let path = try folder.write(text, to: "a.yaml")
        #expect(try Configuration.load(path, environment: [:]).database == "\(folder.path)/x.db")
    }

    private func problems(_ path: String, _ folder: ConfigurationFolder) -> [String] {
        SettingsFile(path, Configuration.init).problems.map { folder.short($0.description) }
    }
}

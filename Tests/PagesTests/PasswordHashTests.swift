import Testing

@testable import Pages

@Suite struct PasswordHashTests {
    @Test("a password fits its own hash and no other does")
    func fits() throws {
        let hash = try #require(TestDesk.hash)
        #expect(hash.line.hasPrefix("$y$j9T$"))
        #expect(hash.accepts(TestDesk.password))
        #expect(!hash.accepts(TestDesk.password + " "))
        #expect(!hash.accepts(TestDesk.password + "\u{0}"))
        #expect(PasswordHash(hash.line) == hash)
        #expect("\(hash)" == "<redacted>")
    }

    @Test("a hash that another program made with crypt(3) is taken")
    func foreign() throws {
        // perl -e 'print crypt("correct horse battery", "\$y\$j9T\$F5Jx5fExrKuPp53xLKQ..1\$")'
        let line = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$YAXMK9Llbqk/FSGbrI16AP6p2zwE4UhuWrJZceAG.p2"
        #expect(try #require(PasswordHash(line)).accepts("correct horse battery"))
    }

    @Test("the same password twice gives two hashes")
    func salted() throws {
        var random = SystemRandomNumberGenerator()
        let hash = PasswordHash.make(of: TestDesk.password, using: &random)
        #expect(hash != nil)
        #expect(hash != TestDesk.hash)
    }

    @Test(
        "what is too short, too long or no text gets no hash",
        arguments: ["", "elf letters", String(repeating: "x", count: 512), "twaalf lett\u{0}rs"])
    func unusable(password: String) {
        var random = SystemRandomNumberGenerator()
        #expect(PasswordHash.make(of: password, using: &random) == nil)
    }

    @Test(
        "a weak, mutilated or empty hash is not taken",
        arguments: [
            "", "geheim", "$1$abc$xyz", "$6$saltsalt$x", "$y$", "$y$j9T$:::", "*0",
            "$y$" + String(repeating: "a", count: 400),
        ])
    func refused(line: String) {
        #expect(PasswordHash(line) == nil)
    }
}

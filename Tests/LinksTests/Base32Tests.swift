import Links
import Testing

@Suite struct Base32Tests {
    /// RFC 4648 §10, in lower case and without padding.
    static let vectors = [
        ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"),
        ("fooba", "mzxw6ytb"), ("foobar", "mzxw6ytboi"),
    ]

    @Test("octets and their letters are those of RFC 4648", arguments: vectors)
    func known(octets: String, letters: String) {
        #expect(Base32.encode(octets.utf8) == letters)
        #expect(Base32.decode(letters) == Array(octets.utf8))
    }

    @Test("every octet comes back")
    func everyOctet() {
        let octets = (0...255).map { UInt8($0) }
        for count in [0, 1, 2, 3, 4, 5, 6, 7, 40, 256] {
            #expect(Base32.decode(Base32.encode(octets.suffix(count))) == octets.suffix(count))
        }
    }

    @Test(
        "only the one text of some octets is read",
        arguments: [
            "MY", "my======", "m", "mzx", "mzxw6y", "mz", "m0", "m1", "m y", "mé", "my\n",
        ])
    func strict(text: String) {
        #expect(Base32.decode(text) == nil)
    }
}

import Testing

@testable import Mail

@Suite struct MessagePunycodeTests {
    /// RFC 3492 §7.1, in the letters of its samples.
    static let samples = [
        ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
        ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"),
        ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
        ("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"),
        ("MajiでKoiする5秒前", "MajiKoi5-783gue6qz075azm5e"),
        ("そのスピードで", "d9juau41awczczp"),
    ]

    @Test("the samples of RFC 3492 are encoded and decoded", arguments: samples)
    func known(text: String, punycode: String) {
        let scalars = Array(text.unicodeScalars)
        #expect(Punycode.encode(scalars) == punycode)
        #expect(Punycode.decode(punycode) == scalars)
    }

    @Test(
        "what is not Punycode is refused",
        arguments: ["é-a", "99999999", "zzzzzzzzzzzzzzzzzzzz", "A!", "-a", "a b", "b-é"])
    func refused(text: String) {
        #expect(Punycode.decode(text).flatMap(Punycode.encode) != text)
    }
}

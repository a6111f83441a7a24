import Mail
import Testing

@Suite struct MessageAddressTests {
    @Test(
        "an address is read, its domain lower-cased and in ASCII",
        arguments: [
            ("jan@example.nl", "jan@example.nl"), ("  jan@example.nl\t", "jan@example.nl"),
            ("Jan.de-Boer+mail@Example.NL", "Jan.de-Boer+mail@example.nl"),
            ("\u{A0}o'neil@example.nl\u{A0}", "o'neil@example.nl"),
            ("!#$%&'*+-/=?^_`{|}~@a.b", "!#$%&'*+-/=?^_`{|}~@a.b"),
            ("a@sub.sub.example.co.uk", "a@sub.sub.example.co.uk"),
            ("a@1.2.x3", "a@1.2.x3"),
            ("info@bücher.example", "info@xn--bcher-kva.example"),
            ("info@BÜCHER.example", "info@xn--bcher-kva.example"),
            ("info@bu\u{308}cher.example", "info@xn--bcher-kva.example"),
            ("info@xn--bcher-kva.example", "info@xn--bcher-kva.example"),
            ("info@例え.テスト", "info@xn--r8jz45g.xn--zckzah"),
            ("info@straße.de", "info@xn--strae-oqa.de"),
            ("info@STRAẞE.de", "info@xn--strae-oqa.de"),
            ("info@βόλος.gr", "info@xn--nxasmm1c.gr"),
            ("zoë@example.nl", "zoë@example.nl"), ("zoe\u{308}@example.nl", "zoë@example.nl"),
            ("Ünal.Ş@bücher.example", "Ünal.Ş@xn--bcher-kva.example"),
        ])
    func accepted(text: String, address: String) throws {
        #expect(try EmailAddress(text).description == address)
    }

    @Test(
        "what is not a plain address is refused with the fault and without the value",
        arguments: [
            ("", "has no @"), ("geheim", "has no @"),
            ("@geheim.nl", "has nothing before its @"),
            ("geheim@", "has a domain that has an empty part"),
            ("geheim@localhost", "has a domain that has no dot in it"),
            ("geheim@a..nl", "has a domain that has an empty part"),
            ("geheim@a.nl.", "has a domain that has an empty part"),
            ("geheim@127.0.0.1", "has a domain that ends in a number"),
            ("geheim@[127.0.0.1]", "has a domain that has a part with something else"),
            ("geheim@-a.nl", "has a domain that has a part with something else"),
            ("geheim@a-.nl", "has a domain that has a part with something else"),
            ("geheim@a_b.nl", "has a domain that has a part with something else"),
            ("geheim@a b.nl", "has a domain that has a part with something else"),
            ("geheim@a.nl\r\nRCPT TO:<b@b.nl>", "has a character before its @"),
            ("geheim@a.nl\n", "has a domain that has a part with something else"),
            ("geheim\r\n@a.nl", "has a character before its @"),
            ("geheim\u{0}@a.nl", "has a character before its @"),
            ("ge heim@a.nl", "has a character before its @"),
            ("ge@heim@a.nl", "has a character before its @"),
            ("\"ge heim\"@a.nl", "has a character before its @"),
            ("geheim(thuis)@a.nl", "has a character before its @"),
            ("Geheim <geheim@a.nl>", "has a character before its @"),
            (".geheim@a.nl", "has a dot too many"), ("geheim.@a.nl", "has a dot too many"),
            ("ge..heim@a.nl", "has a dot too many"),
            ("ge\u{202E}heim@a.nl", "has a character before its @"),
            ("ge\u{A0}héim@a.nl", "has a character before its @"),
            ("geheim😀@a.nl", "has a character before its @"),
            ("geheim\u{2028}@a.nl", "has a character before its @"),
            ("geheim@a。nl", "has a domain that has a part that is not a correct"),
            ("geheim@l·l.nl", "has a domain that has a part that is not a correct"),
            ("geheim@😀.nl", "has a domain that has a part that is not a correct internationalised"),
            ("geheim@ｅxample.nl", "has a domain that has a part that is not a correct"),
            ("geheim@\u{301}a.nl", "has no @"),
            ("geheim@a.\u{301}nl", "has a domain that has a part that is not a correct"),
            ("geheim@xn--a.nl", "has a domain that has a part that is not a correct"),
            ("geheim@xn--.nl", "has a domain that has a part with something else"),
            ("geheim@xn--abc-.nl", "has a domain that has a part with something else"),
            ("geheim@xn--ls8h.nl", "has a domain that has a part that is not a correct"),
            ("geheim@xn--bcher-999999999.nl", "has a domain that has a part that is not a correct"),
            ("geheim@a\u{200D}b.nl", "has a domain that has a part that is not a correct"),
        ])
    func refused(text: String, reason: String) {
        let error = #expect(throws: InvalidAddress.self) { try EmailAddress(text) }
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
        #expect(error?.description.contains("geheim") == false)
    }

    static func letters(_ count: Int) -> String { String(repeating: "a", count: count) }

    /// A domain of exactly `count` octets in parts of at most 60.
    static func domain(_ count: Int) -> String {
        letters(60) + "." + letters(60) + "." + letters(60) + "." + letters(count - 183)
    }

    @Test(
        "lengths end at 64 before the @, 63 a part, 253 the domain and 254 in all",
        arguments: [
            ("\(letters(64))@a.nl", true), ("\(letters(65))@a.nl", false),
            ("a@\(letters(63)).nl", true), ("a@\(letters(64)).nl", false),
            ("a@\(domain(240))", true), ("\(letters(13))@\(domain(240))", true),
            ("\(letters(14))@\(domain(240))", false), ("a@\(letters(5000)).nl", false),
            ("a@\(String(repeating: "ü", count: 55)).nl", true),
            ("a@\(String(repeating: "ü", count: 64)).nl", false),
        ])
    func lengths(text: String, isValid: Bool) {
        #expect(((try? EmailAddress(text)) != nil) == isValid)
    }

    @Test(
        "letters outside ASCII before the @ need a relay that can take them; a domain does not",
        arguments: [
            ("jan@example.nl", false), ("jan@bücher.example", false), ("zoë@example.nl", true),
        ])
    func needsSMTPUTF8(text: String, needs: Bool) throws {
        let address = try EmailAddress(text)
        #expect(address.needsSMTPUTF8 == needs)
        let plain = try EmailAddress("b@example.nl")
        for (from, to) in [(plain, address), (address, plain)] {
            let message = OutgoingMessage(letter: 1, reversePath: from, recipient: to, octets: [])
            #expect(message.needsSMTPUTF8 == needs)
        }
    }

    @Test("an address that was read is read the same again")
    func idempotent() throws {
        let address = try EmailAddress(" Info@BÜCHER.example")
        #expect(try EmailAddress(address.description) == address)
    }

    @Test("a domain name stands alone with the same rules")
    func domainName() throws {
        #expect(
            try DomainName("Bounce.Bücher.example").description == "bounce.xn--bcher-kva.example")
        #expect(throws: InvalidDomain.self) { try DomainName("localhost") }
        #expect(throws: InvalidDomain.self) { try DomainName("a.nl\r\nX: y") }
    }
}

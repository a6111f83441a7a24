import BuurtpostTestKit
import Links
import Testing

@Suite struct PublicURLTests {
    @Test(
        "a web address is taken as it is",
        arguments: [
            "https://post.samengorinchem.nl", "http://localhost:8080/", "https://[::1]:8443/a",
            "https://xn--bcher-kva.example/a%20b?c=d&e=f#g", "http://127.0.0.1/x",
        ])
    func accepted(text: String) throws {
        #expect(try WebLink(text).description == text)
    }

    @Test(
        "what could break a header or leak a password is refused without repeating it",
        arguments: [
            "", "post.samengorinchem.nl", "ftp://host/secret", "javascript:secret", "https://",
            "https:///secret", "https://user:secret@host/", "https://host/secret a",
            "https://host/secret\r\nBcc: x", "https://host/\u{0}secret", "https://hôst/secret",
            "https://host/secret<", "https://host/secret\"", "https://ho..st/secret",
            "https://-host/secret", "https://host:port/secret", "https://host:/secret",
            "https://host:70000/secret",
            "https://[::1/secret", "https://[]/secret", "https://[::g]/secret",
            "https://[::1]x/secret",
            "https://:80/secret", "https://host./secret", "https://ho_st/secret",
            "HTTPS://host/secret",
            "https://host/secret" + String(repeating: "a", count: 900),
        ])
    func refused(text: String) {
        let error = #expect(throws: InvalidWebLink.self) { try WebLink(text) }
        #expect(error?.description.contains("secret") == false)
    }

    @Test(
        "a link is the public address, the purpose and the signed token",
        arguments: [
            ("https://post.example.nl", "https://post.example.nl/unsubscribe/"),
            ("https://post.example.nl/", "https://post.example.nl/unsubscribe/"),
            ("http://localhost:8080/post//", "http://localhost:8080/post/unsubscribe/"),
        ])
    func link(base: String, start: String) throws {
        var generator = SplitMix64(seed: 1)
        let keys = LinkKeys([(1, SecretKey(using: &generator))])
        let token = LinkToken(purpose: .unsubscribe, subject: 5)
        let link = try PublicURL(base).link(to: token, signedWith: keys)
        #expect(link.description == start + keys.sign(token))
        #expect(link.isEncrypted == base.hasPrefix("https"))
    }

    @Test(
        "a public address has no query, no fragment and room for a link",
        arguments: [
            "https://host/?a=b", "https://host/#a", "host",
            "https://host/" + String(repeating: "a", count: 700),
        ])
    func refusedBase(text: String) {
        #expect(throws: InvalidWebLink.self) { try PublicURL(text) }
    }
}

import Links
import Testing

@Suite struct PageSubmissionTests {
    @Test(
        "a body is read as browsers write it",
        arguments: [
            ("", [:]), ("a=1", ["a": ["1"]]), ("a=1&a=2&b=", ["a": ["1", "2"], "b": [""]]),
            ("a", ["a": [""]]), ("&&a=b=c", ["a": ["b=c"]]),
            ("naam=caf%C3%A9+%26+zo", ["naam": ["café & zo"]]), ("%61=%2B", ["a": ["+"]]),
        ] as [(String, [String: [String]])])
    func reads(body: String, values: [String: [String]]) {
        #expect(PageSubmission(urlEncoded: Array(body.utf8)) == PageSubmission(values))
    }

    @Test(
        "a body that no browser writes is refused",
        arguments: ["a=%", "a=%4", "a=%zz", "a=%C3", "%=a", "a=%+1"])
    func refuses(body: String) {
        #expect(PageSubmission(urlEncoded: Array(body.utf8)) == nil)
    }

    @Test("at most 200 fields are read", arguments: [(200, true), (201, false)])
    func limit(count: Int, isRead: Bool) {
        let body = Array(repeating: "a=1", count: count).joined(separator: "&")
        #expect((PageSubmission(urlEncoded: Array(body.utf8)) != nil) == isRead)
    }

    @Test("the button of a mail program is told from that of a page")
    func oneClick() {
        let press = PageSubmission(urlEncoded: Array("List-Unsubscribe=One-Click".utf8))
        #expect(press?.isOneClick == true)
        #expect(PageSubmission(["action": ["stop"]]).isOneClick == false)
        #expect(PageSubmission(["action": ["stop"]]).action == "stop")
    }
}

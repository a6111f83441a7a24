import BuurtpostTestKit
import Glibc
import Testing

@testable import Mail

@Suite("The watch over a connection")
struct StallWatchTests {
    @Test("cuts at the eighth tick without progress, not before")
    func stall() {
        let (watch, near, far) = watched(messageTimeout: .seconds(8000))
        defer { for socket in [near, far] { close(socket) } }
        for _ in 1...7 { watch.tick() }
        watch.noteProgress()
        for _ in 1...7 { watch.tick() }
        #expect(watch.cut == nil)
        #expect(watch.connectionStands)
        watch.tick()
        #expect(watch.cut == .stalled(.seconds(800)))
        #expect(!watch.connectionStands)
        #expect(receive(far) == 0)
    }

    @Test("cuts a message that takes too long, however lively")
    func slowMessage() {
        let (watch, near, far) = watched(messageTimeout: .seconds(1600))
        defer { for socket in [near, far] { close(socket) } }
        for _ in 1...15 {
            watch.tick()
            watch.noteProgress()
        }
        #expect(watch.cut == nil)
        watch.tick()
        #expect(watch.cut == .tooSlow(.seconds(1600)))
    }

    @Test("lets the time stand still while the feed is asked, and begins anew after")
    func paused() {
        let (watch, near, far) = watched(messageTimeout: .seconds(800))
        defer { for socket in [near, far] { close(socket) } }
        for _ in 1...7 { watch.tick() }
        watch.pausing { for _ in 1...100 { watch.tick() } }
        for _ in 1...7 { watch.tick() }
        #expect(watch.cut == nil)
        #expect(watch.connectionStands)
    }

    @Test("sees that the peer has closed, but not when an answer waits")
    func peer() {
        let (watch, near, far) = watched(messageTimeout: .seconds(800))
        defer { close(near) }
        #expect(write(far, "4", 1) == 1)
        close(far)
        #expect(watch.connectionStands)
        #expect(receive(near) == 1)
        #expect(!watch.connectionStands)
    }

    @Test("without a socket calls no connection standing, and cuts nothing")
    func unattached() {
        let watch = StallWatch(stallTimeout: .seconds(800), messageTimeout: .seconds(800))
        for _ in 1...20 { watch.tick() }
        #expect(watch.cut == nil)
        #expect(!watch.connectionStands)
    }

    /// Ticks come every 100 s: the test gives its own.
    private func watched(messageTimeout: Duration) -> (StallWatch, near: Int32, far: Int32) {
        var pair: [Int32] = [0, 0]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair)
        let watch = StallWatch(stallTimeout: .seconds(800), messageTimeout: messageTimeout)
        #expect(watch.attach(pair[0]))
        return (watch, pair[0], pair[1])
    }

    private func receive(_ descriptor: Int32) -> Int {
        var octet: UInt8 = 0
        return recv(descriptor, &octet, 1, Int32(MSG_DONTWAIT))
    }
}

@Suite("What is read from a relay")
struct ReplyTests {
    static let replies: [(String, String?)] = [
        ("220 ready\r\n", "220 ready"),
        ("554 5.3.2 No mail for a@b.c here\r\n", "554 5.3.2 No mail for <…> here"),
        ("250-one\r\n250-two\r\n250 three\r\n", "250 one two three"),
        ("250\r\n", "250"), ("220 1.2 mail\r\n", "220 1.2 mail"),
        ("220 3.1.1 x\r\n", "220 3.1.1 x"),
        ("421 4.7.0\r\n500 later\r\n", "421 4.7.0"),
        ("", nil), ("HTTP/1.1 400 Bad\r\n", nil), ("250-one\r\n", nil), ("25 x\r\n", nil),
        ("2500 x\r\n", nil),
    ]

    @Test("a reply is taken apart and scrubbed", arguments: replies)
    func reply(text: String, expected: String?) {
        #expect(ReplyText.parse(text.utf8)?.description == expected)
    }

    @Test("the last of the opening replies is kept, in pieces of any size", arguments: 1...12)
    func opening(size: Int) {
        var opening = OpeningReplies()
        for piece in pieces("220 hello\r\n", size) { opening.noteReceived(piece) }
        #expect(opening.stage == .greeting)
        #expect(opening.reply?.description == "220 hello")
        opening.noteSent("EHLO a\r\n".utf8)
        #expect(opening.reply == nil)
        for piece in pieces("550-5.7.1 no\r\n550 5.7.1 you\r\n", size) {
            opening.noteReceived(piece)
        }
        opening.noteSent("QUIT\r\n".utf8)
        for piece in pieces("221 bye\r\n", size) { opening.noteReceived(piece) }
        #expect(opening.stage == .hello)
        #expect(opening.reply?.code == 550)
    }

    @Test("an endless greeting is not kept endlessly")
    func endless() {
        var opening = OpeningReplies()
        for _ in 1...100 { opening.noteReceived([UInt8](repeating: 0x32, count: 1000)) }
        #expect(opening.reply == nil)
        #expect(opening.octets.count == 8192)
    }

    @Test("CHUNKING is covered in the reply to EHLO only, in pieces of any size", arguments: 1...16)
    func veil(size: Int) {
        let reply = "250-cafe\r\n250-chunking\r\n250-SIZE 1C\r\n250 CHUNKING\r\n"
        var veil = ChunkingVeil()
        #expect(covered(reply, size, &veil) == reply)
        veil.noteSent("EHLO a\r\n".utf8)
        #expect(
            covered(reply, size, &veil)
                == "250-Xafe\r\n250-Xhunking\r\n250-SIZE 1C\r\n250 XHUNKING\r\n")
        veil.noteSent("MAIL FROM:<>\r\n".utf8)
        #expect(covered(reply, size, &veil) == reply)
    }

    private func covered(_ text: String, _ size: Int, _ veil: inout ChunkingVeil) -> String {
        var octets: [UInt8] = []
        for piece in pieces(text, size) {
            var piece = piece
            piece.withUnsafeMutableBufferPointer { veil.cover($0) }
            octets += piece
        }
        return String(decoding: octets, as: UTF8.self)
    }

    private func pieces(_ text: String, _ size: Int) -> [[UInt8]] {
        let octets = Array(text.utf8)
        return stride(from: 0, to: octets.count, by: size).map {
            Array(octets[$0..<min($0 + size, octets.count)])
        }
    }
}

@Suite("The process")
struct ProcessTests {
    @Test("survives a write to a connection that is gone")
    func brokenPipe() {
        ProcessRules.install()
        ProcessRules.install()
        var pair: [Int32] = [0, 0]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair)
        close(pair[1])
        defer { close(pair[0]) }
        #expect(write(pair[0], "x", 1) == -1)
        #expect(errno == EPIPE)
    }

    @Test("tells its newest connection to a port from those it had")
    func newest() throws {
        let listener = try ServerListener()
        defer { listener.close() }
        let address = try #require(
            SocketAddress.resolve(HostName("127.0.0.1")!, port: listener.port).first)
        let earlier = connected(to: address)
        let before = OpenSockets.connected(to: listener.port)
        #expect(OpenSockets.connected(to: listener.port).only(newSince: before) == nil)
        let newest = connected(to: address)
        let probe = connected(to: address, flags: SOCK_CLOEXEC.rawValue)
        #expect(OpenSockets.connected(to: listener.port).only(newSince: before) == newest)
        let another = connected(to: address)
        #expect(OpenSockets.connected(to: listener.port).only(newSince: before) == nil)
        for descriptor in [earlier, newest, probe, another] { close(descriptor) }
    }

    private func connected(to address: SocketAddress, flags: UInt32 = 0) -> Int32 {
        let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue | UInt32(flags)), 0)
        let result = address.withSockaddr { connect(descriptor, $0, $1) }
        #expect(result == 0)
        return descriptor
    }
}

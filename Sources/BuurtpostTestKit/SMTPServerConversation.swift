import Foundation

/// What a ``FaultSMTPServer`` is to say and to do wrong; the same for all its connections.
struct SMTPConversationScript: Sendable {
    let faults: any SMTPFaultSource
    let extensions: [String]
    /// What of a message's text the transcript keeps.
    let keeping: @Sendable ([UInt8]) -> [UInt8]

    /// Whether AUTH is offered: then no mail is taken without.
    var wantsLogin: Bool { extensions.contains { $0.hasPrefix("AUTH ") } }

    /// The reply to EHLO.
    var helloReply: String {
        let lines = ["fault.example"] + extensions
        return lines.enumerated()
            .map { "250\($0.offset == lines.count - 1 ? " " : "-")\($0.element)" }
            .joined(separator: "\r\n")
    }
}

/// One connection of a ``FaultSMTPServer``.
struct SMTPServerConversation {
    private let socket: ServerSocket
    private let number: Int
    private let script: SMTPConversationScript
    private let transcript: SMTPTranscript

    /// What may still go wrong.
    private var due: [SMTPFault]
    private var message = 0
    private var isLoggedIn = false
    private var isMailTaken = false
    private var reversePath = ""
    private var recipients: [String] = []
    private var text: [UInt8] = []
    private var chunks = 0

    init(
        _ socket: ServerSocket, number: Int, _ script: SMTPConversationScript,
        _ transcript: SMTPTranscript
    ) {
        self.socket = socket
        self.number = number
        self.script = script
        self.transcript = transcript
        due = script.faults.faults(ofConnection: number)
    }

    /// Talks until one of both ends it.
    mutating func serve() {
        defer { script.faults.ended(connection: number) }
        guard answer(.greeting, "220 fault.example ESMTP") else { return }
        while let line = socket.readLine() {
            let command = String(decoding: line, as: UTF8.self)
            transcript.note(command, connection: number)
            guard obey(command) else { return }
        }
    }

    /// False ends the connection.
    private mutating func obey(_ command: String) -> Bool {
        switch command.split(separator: " ").first?.uppercased() {
        case "EHLO": return answer(.hello, script.helloReply)
        case "HELO": return reply("250 fault.example")
        case "AUTH": return logIn(command)
        case "MAIL" where script.wantsLogin && !isLoggedIn:
            return reply("530 5.7.0 Log in first")
        case "MAIL": return mail(command)
        case "RCPT" where !isMailTaken: return reply("503 5.5.1 MAIL first")
        case "RCPT": return recipient(command)
        case "DATA": return data()
        case "BDAT": return chunk(command)
        case "RSET":
            (isMailTaken, recipients) = (false, [])
            return reply("250 2.0.0 Ok")
        case "NOOP": return reply("250 2.0.0 Ok")
        case "QUIT":
            _ = answer(.quit, "221 2.0.0 Bye")
            return false
        default: return reply("500 5.5.2 Unknown command")
        }
    }

    /// The words of RFC 4616, of LOGIN and of XOAUTH2; right is what ``FaultSMTPServer/user`` and
    /// ``FaultSMTPServer/password`` say.
    private mutating func logIn(_ command: String) -> Bool {
        let words = command.split(separator: " ").map(String.init)
        let (user, password) = (FaultSMTPServer.user, FaultSMTPServer.password)
        switch words.count > 1 ? words[1] : "" {
        case "PLAIN": return answerLogin(Self.decoded(words.last) == "\0\(user)\0\(password)")
        case "LOGIN":
            let isRight = ask("VXNlcm5hbWU6") == user && ask("UGFzc3dvcmQ6") == password
            return answerLogin(isRight)
        case "XOAUTH2":
            let right = "user=\(user)\u{1}auth=Bearer \(password)\u{1}\u{1}"
            if Self.decoded(words.last) == right { return answerLogin(true) }
            return ask("eyJzdGF0dXMiOiI0MDEifQ==") == "" && answerLogin(false)
        default: return reply("504 5.5.4 Unknown mechanism")
        }
    }

    private mutating func answerLogin(_ isRight: Bool) -> Bool {
        isLoggedIn = isRight && fault(at: .authentication) == nil
        return answer(
            .authentication,
            isRight ? "235 2.7.0 Welcome" : "535 5.7.8 Wrong for \(FaultSMTPServer.user)")
    }

    private func ask(_ question: String) -> String? {
        guard reply("334 \(question)"), let line = socket.readLine() else { return nil }
        return Self.decoded(String(decoding: line, as: UTF8.self))
    }

    private static func decoded(_ text: String?) -> String? {
        text.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func mail(_ command: String) -> Bool {
        message = transcript.nextMail()
        (reversePath, recipients, text, chunks) = (Self.path(command), [], [], 0)
        due = script.faults.faults(ofMessage: message, from: reversePath)
        isMailTaken = fault(at: .mail) == nil
        return answer(.mail, "250 2.1.0 Ok")
    }

    private mutating func recipient(_ command: String) -> Bool {
        if fault(at: .recipient) == nil {
            recipients.append(Self.path(command))
        }
        return answer(.recipient, "250 2.1.5 Ok")
    }

    private mutating func data() -> Bool {
        if let fault = fault(at: .data) { return perform(fault) }
        guard !recipients.isEmpty else { return reply("554 5.5.1 No valid recipients") }
        guard reply("354 End with a dot"), readText() else { return false }
        return finish(at: .finalDot)
    }

    /// Lines up to the dot, unstuffed.
    private mutating func readText() -> Bool {
        let stop = textFault
        while let line = socket.readLine() {
            if line == [UInt8(ascii: ".")] { return true }
            text += (line.first == UInt8(ascii: ".") ? Array(line.dropFirst()) : line) + [13, 10]
            if let stop, text.count >= stop.octets { return perform(stop.fault) }
        }
        return false
    }

    private mutating func chunk(_ command: String) -> Bool {
        let words = command.split(separator: " ")
        guard words.count > 1, let count = Int(words[1]), let octets = socket.read(count) else {
            return false
        }
        text += octets
        chunks += 1
        if words.last?.uppercased() == "LAST" { return finish(at: .chunk(chunks)) }
        return answer(.chunk(chunks), "250 2.0.0 \(count) octets")
    }

    /// The message is complete: stores it, unless a fault says otherwise.
    private func finish(at point: SMTPFault.Point) -> Bool {
        let fault = fault(at: point)
        if fault?.stores ?? true {
            transcript.store(
                .init(
                    connection: number, reversePath: reversePath, recipients: recipients,
                    octets: script.keeping(text)))
        }
        return answer(point, "250 2.0.0 Ok: queued as \(message)")
    }

    /// `<path>` of MAIL FROM or RCPT TO.
    private static func path(_ command: String) -> String {
        guard let open = command.firstIndex(of: "<"), let close = command.lastIndex(of: ">") else {
            return ""
        }
        return String(command[command.index(after: open)..<close])
    }
}

// MARK: - Answers

extension SMTPServerConversation {
    /// The fault of that point, or else the proper reply. False ends the connection.
    private func answer(_ point: SMTPFault.Point, _ proper: String) -> Bool {
        guard let fault = fault(at: point) else { return reply(proper) }
        return perform(fault)
    }

    private func reply(_ text: String) -> Bool { socket.write(Array("\(text)\r\n".utf8)) }

    private func fault(at point: SMTPFault.Point) -> SMTPFault? {
        due.first { $0.point == point }
    }

    /// The fault due inside the text, with the number of octets it comes after.
    private var textFault: (octets: Int, fault: SMTPFault)? {
        for fault in due {
            if case .text(let octets) = fault.point { return (octets, fault) }
        }
        return nil
    }

    private func perform(_ fault: SMTPFault) -> Bool {
        script.faults.met(fault, message: message)
        switch fault.action {
        case .reply(let text): return reply(text)
        case .replyOctets(let octets): return socket.write(octets)
        case .replyThenClose(let text): replyThenClose(text)
        case .drip(let text, let pause): drip(text, pause)
        case .drop: break
        case .reset: socket.reset()
        case .hang: socket.drain()
        case .stopReading: _ = socket.waitForEnd(milliseconds: -1)
        case .readSlowly(let pause): readSlowly(pause)
        }
        return false
    }

    private func replyThenClose(_ text: String) {
        _ = reply(text)
        socket.finishWriting()
        socket.drain()
    }

    private func drip(_ text: String, _ pause: Int32) {
        for octet in text.utf8 {
            guard socket.write([octet]), !socket.waitForEnd(milliseconds: pause) else { return }
        }
        socket.drain()
    }

    private func readSlowly(_ pause: Int32) {
        while socket.fill(limit: 1024), !socket.waitForEnd(milliseconds: pause) {}
    }
}

extension CurlConnection {
    /// Logs in (RFC 4954 §4). When this returns, the relay has said 235.
    ///
    /// - Throws: ``OpeningFailure`` otherwise; then nothing may be sent over the connection. The
    ///   words of a refusal are left out: some relays repeat in them what they were told.
    func logIn(_ login: RelayLogin, within limit: WaitLimit) throws(OpeningFailure) {
        guard let mechanism = login.mechanism(offered: extensions.authentication) else {
            throw OpeningFailure(reason: Self.notOffered(login, extensions.authentication))
        }
        var exchange = LoginExchange(
            mechanism, user: login.user, secret: try Self.secret(of: login))
        defer { exchange.wipe() }
        let reply = try answer(to: &exchange, limit)
        guard reply.code == 235 else {
            let said = [String(reply.code), reply.scrubbed.enhanced].compactMap { $0 }
            throw OpeningFailure(
                reason: "answered \(said.joined(separator: " ")) to AUTH; check user and "
                    + "password_file; nothing was sent", reply: reply.scrubbed.wordless)
        }
    }

    /// The reply that ends the exchange.
    private func answer(
        to exchange: inout LoginExchange, _ limit: WaitLimit
    ) throws(OpeningFailure) -> SMTPReply {
        do throws(Fault) {
            while var line = exchange.next() {
                defer { for index in line.indices { line[index] = 0 } }
                try send(line, within: limit)
                let reply = try reply(within: limit)
                if reply.code != 334 { return reply }
            }
            return SMTPReply(code: 334, lines: [""])
        } catch {
            throw OpeningFailure(reason: "\(Self.silence(error)) at AUTH; nothing was sent")
        }
    }

    private static func secret(of login: RelayLogin) throws(OpeningFailure) -> String {
        do {
            return try login.secret()
        } catch {
            throw OpeningFailure(reason: "was not logged in to: the password file \(error)")
        }
    }

    private static func notOffered(_ login: RelayLogin, _ offered: Set<String>) -> String {
        let wanted = login.mechanism.map { $0.rawValue.uppercased() } ?? "PLAIN or LOGIN"
        let list = offered.isEmpty ? "none" : offered.sorted().joined(separator: ", ")
        return "does not offer AUTH \(wanted) (it offers \(list.prefix(100))); nothing was sent"
    }

    private static func silence(_ fault: Fault) -> String {
        if case .cut(let cut) = fault { return cut.description }
        return "gave no usable answer, or closed the connection,"
    }
}

import Dispatch
import Glibc

/// One connection to a relay: carries messages until there is no next one, or the relay fails.
///
/// A message is settled in the event that makes its outcome certain, and the next one is appended
/// there, so that a refused recipient does not end the connection.
final class RelayConversation: SMTPSession.Observer {
    /// One session connects at a time: see ``OpenSockets``.
    private static let connectTurn = DispatchSemaphore(value: 1)

    private let port: UInt16
    private let session: SMTPSession
    private let supply: MessageSupply
    private let watch: StallWatch
    /// Off only in tests of what BDAT's replies would come to.
    private let hidesChunking: Bool

    private var unsettled: SMTPMessage?
    /// libESMTP may still be reading the text of the message settled last.
    private var lastSettled: SMTPMessage?
    private var opening = OpeningReplies()
    private var veil = ChunkingVeil()
    private var socketsBefore: OpenSockets?
    private var isWatched = false
    private var failure: String?
    /// The feed did not want the message out after all: the relay is not to blame.
    private var isForbidden = false

    init(
        port: UInt16, session: SMTPSession, supply: MessageSupply, watch: StallWatch,
        hidesChunking: Bool
    ) {
        self.port = port
        self.session = session
        self.supply = supply
        self.watch = watch
        self.hidesChunking = hidesChunking
    }

    /// Sends `first` and what follows it. Every message taken from the supply is settled when this
    /// returns.
    ///
    /// - Returns: Why the relay cannot be used now, completing "the relay …"; nil when it can.
    func run(first: OutgoingMessage) -> String? {
        append(first)
        guard unsettled != nil else { return failure }
        takeConnectTurn()
        session.run(self)
        leaveConnectTurn()
        watch.detach()
        if let unsettled { conclude(unsettled, mayFollow: false) }
        return failure
    }

    func handle(_ event: SMTPSession.Event) {
        watch.noteProgress()
        switch event {
        case .connected: prepareSocket()
        case .mailAnswered: concludeUnless2yz(\.mail)
        case .recipientAnswered: concludeUnless2yz(\.recipient)
        case .lineTaken: break
        case .textAnswered(let handle): concludeText(handle)
        case .disconnected: watch.detach()
        }
    }

    func monitorSent(_ octets: UnsafeBufferPointer<UInt8>) {
        opening.noteSent(octets)
        veil.noteSent(octets)
    }

    func monitorReceived(_ octets: UnsafeMutableBufferPointer<UInt8>) {
        opening.noteReceived(octets)
        if hidesChunking { veil.cover(octets) }
    }
}

// MARK: - The socket

extension RelayConversation {
    private func takeConnectTurn() {
        Self.connectTurn.wait()
        socketsBefore = .connected(to: port)
    }

    private func leaveConnectTurn() {
        guard socketsBefore != nil else { return }
        socketsBefore = nil
        Self.connectTurn.signal()
    }

    /// libESMTP may come here a second time, with the next address of a name, when the first one's
    /// greeting sent it away. No turn was taken for that: the connection goes unwatched, and no
    /// text over it.
    private func prepareSocket() {
        isWatched = watchNewSocket()
        leaveConnectTurn()
        session.setTimeouts(isWatched ? .raised : .standard)
    }

    /// Without TCP_NODELAY each text waits 40 ms for the acknowledgement of its last segment but
    /// one.
    private func watchNewSocket() -> Bool {
        guard let earlier = socketsBefore,
            let socket = OpenSockets.connected(to: port).only(newSince: earlier),
            watch.attach(socket)
        else { return false }
        var yes: Int32 = 1
        let length = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, length)
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        return true
    }
}

// MARK: - The messages

extension RelayConversation {
    private func append(_ message: OutgoingMessage) {
        unsettled = session.append(message) { [unowned self] in mayEndText() }
        guard unsettled == nil else { return }
        failure = "cannot be talked to: no memory"
        supply.settle(.notAttempted(reason: "no memory for the message"), of: message)
    }

    /// Asked when only the final dot is left.
    private func mayEndText() -> Bool {
        isForbidden = !watch.holding { supply.mayConclude() }
        return !isForbidden && watch.connectionStands
    }

    private func concludeUnless2yz(_ code: KeyPath<Transaction, Int>) {
        guard let message = unsettled, message.transaction[keyPath: code] / 100 != 2 else { return }
        conclude(message, mayFollow: true)
    }

    /// Comes too for a message whose recipient was refused; that one is settled already.
    private func concludeText(_ handle: OpaquePointer) {
        guard let message = unsettled, message.handle == handle else { return }
        conclude(message, mayFollow: message.transaction.textHandedOver)
    }

    private func conclude(_ message: SMTPMessage, mayFollow: Bool) {
        guard !isForbidden else { return concludeForbidden(message) }
        let verdict = message.transaction.verdict
        if !verdict.relayUsable { failure = explanation(of: verdict, message) }
        unsettled = nil
        lastSettled = message
        watch.pausing {
            supply.settle(outcome(verdict, message), of: message.outgoing)
            if verdict.relayUsable && mayFollow { supply.next().map(append) }
        }
    }

    /// The connection ends without the dot.
    private func concludeForbidden(_ message: SMTPMessage) {
        unsettled = nil
        lastSettled = message
        watch.pausing { supply.settle(.heldBackAtItsEnd, of: message.outgoing) }
    }

    private func outcome(
        _ verdict: Transaction.Verdict, _ message: SMTPMessage
    ) -> DeliveryOutcome {
        switch verdict {
        case .accepted: .accepted(message.reply(at: .transfer))
        case .refusedForNow(let stage, _): .refusedForNow(message.reply(at: stage))
        case .refusedForGood(let stage): .refusedForGood(message.reply(at: stage))
        case .relayRefused(let stage):
            .notAttempted(reason: "the relay \(failure!)", reply: message.reply(at: stage))
        case .unanswered(let stage):
            .notAttempted(
                reason: "the relay \(failure!)",
                reply: stage == .mail && message.transaction.mail == 0 ? openingRefusal : nil)
        case .inDoubt: .inDoubt(reason: "the relay \(failure!)")
        }
    }

    /// Completes "the relay …".
    private func explanation(of verdict: Transaction.Verdict, _ message: SMTPMessage) -> String {
        switch verdict {
        case .relayRefused(let stage), .refusedForNow(let stage, _):
            "answered \(message.reply(at: stage)) to \(stage.rawValue)"
        case .unanswered where !isWatched: "took no connection that could be watched"
        case .unanswered(.mail) where message.transaction.mail == 0: silenceBeforeMail
        case .unanswered(let stage): "\(silence) at \(stage.rawValue)"
        case .inDoubt: "\(silence) after the whole text"
        case .accepted, .refusedForGood:
            preconditionFailure("a usable relay needs no explanation")
        }
    }

    private var silenceBeforeMail: String {
        guard let reply = opening.reply else { return "\(silence) at \(opening.stage.rawValue)" }
        if opening.stage == .greeting { return "greeted with \(reply)" }
        return reply.code / 100 == 2 ? "\(silence) at MAIL" : "answered \(reply) to EHLO"
    }

    private var openingRefusal: ScrubbedReply? {
        guard isWatched, let reply = opening.reply else { return nil }
        return opening.stage == .greeting || reply.code / 100 != 2 ? reply : nil
    }

    private var silence: String {
        watch.cut?.description ?? "gave no usable answer, or closed the connection,"
    }
}

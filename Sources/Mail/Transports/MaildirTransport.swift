import Crypto
import Glibc

/// Delivers messages into a Maildir: one file per message, complete or not there at all.
///
/// A file is written and fsynced in `tmp/`, then renamed into `new/`, whose entry is fsynced too
/// (<https://cr.yp.to/proto/maildir.html>). It holds what a final delivery holds: Return-Path (RFC
/// 5321 §4.4), Delivered-To, then the message, with LF line ends as readers of Maildirs expect.
///
/// The file name comes from the letter and its Message-ID, not from time and chance: a letter that
/// is delivered again after a crash replaces its former copy instead of standing beside it, as long
/// as no mail reader has moved that to `cur/`.
public struct MaildirTransport: MailTransport {
    /// The Maildir itself; it and its `tmp`, `new` and `cur` are made when missing, for the owner
    /// only.
    public let folder: String
    /// How many messages the feed is asked for in one session. The default is 1000.
    public let messagesPerSession: Int

    /// Touches nothing yet.
    ///
    /// - Precondition: `messagesPerSession` is positive.
    public init(folder: String, messagesPerSession: Int = 1000) {
        precondition(messagesPerSession > 0, "a session has at least one message")
        self.folder = folder
        self.messagesPerSession = messagesPerSession
    }

    /// `maildir:DIR`.
    public var name: String { "maildir:\(folder)" }

    public func deliver(_ feed: any MessageFeed) -> SessionEnd {
        let supply = MessageSupply(feed, limit: messagesPerSession)
        while let message = supply.next() {
            let outcome = store(message, supply)
            supply.settle(outcome, of: message)
            if let reason = Self.failure(outcome) { return .relayUnavailable(reason: reason) }
        }
        return .finished
    }

    private func store(_ message: OutgoingMessage, _ supply: MessageSupply) -> DeliveryOutcome {
        do {
            guard try MaildirFile(message, in: folder).deliver(if: supply.mayConclude) else {
                return .heldBackAtItsEnd
            }
            return .accepted(ScrubbedReply(code: 250, enhanced: "2.0.0", text: "stored"))
        } catch {
            return error.mayBeStored
                ? .inDoubt(reason: error.description) : .notAttempted(reason: error.description)
        }
    }

    /// Whatever went wrong lies with the folder, so the next message would meet it too.
    private static func failure(_ outcome: DeliveryOutcome) -> String? {
        switch outcome {
        case .heldBackAtItsEnd: nil
        case .notAttempted(let reason, _), .inDoubt(let reason): reason
        case .accepted, .refusedForNow, .refusedForGood: nil
        }
    }
}

/// Why a file did not come into a Maildir.
struct MaildirError: Error, CustomStringConvertible {
    /// What was tried, such as `make the folder`.
    let step: String
    /// An errno value.
    let code: Int32
    /// Whether the file may be there all the same.
    var mayBeStored = false

    /// Names neither the folder's path nor an address: the transport's name tells where.
    var description: String { "the Maildir failed to \(step): \(String(cString: strerror(code)))" }
}

/// One message on its way into a Maildir.
struct MaildirFile {
    private let folder: String
    private let name: String
    private let octets: [UInt8]

    init(_ message: OutgoingMessage, in folder: String) {
        self.folder = folder
        name = Self.name(of: message)
        octets = Self.octets(of: message)
    }

    /// The letter's number, for the order, and 16 hex digits of the SHA-256 of its Message-ID: a
    /// letter of another database may have the same number.
    static func name(of message: OutgoingMessage) -> String {
        let messageID = WireHeader(message.octets)?.value(of: "message-id") ?? ""
        let digest = SHA256.hash(data: Array(messageID.utf8)).prefix(8)
        let hex = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "\(message.letter).\(hex).buurtpost"
    }

    private static func octets(of message: OutgoingMessage) -> [UInt8] {
        let trace = "Return-Path: <\(message.reversePath)>\nDelivered-To: \(message.recipient)\n"
        return Array(trace.utf8) + message.octets.filter { $0 != UInt8(ascii: "\r") }
    }

    /// Makes the folders, writes, fsyncs, renames and fsyncs the folder. Doing it again replaces
    /// the file.
    ///
    /// - Parameter mayConclude: Asked before the renaming.
    /// - Returns: False when that was not allowed; then nothing is left of the file.
    func deliver(if mayConclude: () -> Bool) throws(MaildirError) -> Bool {
        for part in ["", "/tmp", "/new", "/cur"] { try Self.makeFolder(folder + part) }
        do {
            try write()
            guard mayConclude() else {
                unlink(temporary)
                return false
            }
            try check(rename(temporary, final), "rename a file into new/")
        } catch {
            unlink(temporary)
            throw error
        }
        try synchroniseFolder()
        return true
    }

    private var temporary: String { "\(folder)/tmp/\(name)" }
    private var final: String { "\(folder)/new/\(name)" }

    /// With the folders above it. An existing one stays as it is.
    private static func makeFolder(_ path: String) throws(MaildirError) {
        if mkdir(path, 0o700) == 0 { return }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeFolder(String(path[..<slash]))
            if mkdir(path, 0o700) == 0 { return }
        }
        guard errno == EEXIST else { throw MaildirError(step: "make its folder", code: errno) }
    }

    private func write() throws(MaildirError) {
        let descriptor = try check(
            open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600), "make a file in tmp/")
        defer { close(descriptor) }
        var written = 0
        while written < octets.count {
            let count = octets[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            written += try check(count, "write a file")
        }
        try check(fsync(descriptor), "write a file to the disk")
    }

    /// The file has its name by now, but may lose it in a power cut.
    private func synchroniseFolder() throws(MaildirError) {
        do {
            let descriptor = try check(
                open("\(folder)/new", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open new/")
            defer { close(descriptor) }
            try check(fsync(descriptor), "write new/ to the disk")
        } catch {
            throw MaildirError(step: error.step, code: error.code, mayBeStored: true)
        }
    }

    @discardableResult
    private func check<Result: SignedInteger>(
        _ result: Result, _ step: String
    ) throws(MaildirError) -> Result {
        guard result >= 0 else { throw MaildirError(step: step, code: errno) }
        return result
    }
}

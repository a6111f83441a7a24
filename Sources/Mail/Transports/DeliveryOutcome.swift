/// What became of one message. Holds no address and no text: those stay with the letter.
public enum DeliveryOutcome: Equatable, Sendable {
    /// Recipient and message both answered 2yz: the relay has taken responsibility (RFC 5321 §6.1).
    case accepted(ScrubbedReply)
    /// 4yz: the relay may accept it later.
    case refusedForNow(ScrubbedReply)
    /// 5yz for this recipient or message: sending it again will not help.
    case refusedForGood(ScrubbedReply)
    /// Nothing of the message can have been accepted. Sending it again is safe, and costs no
    /// attempt. `reply` is what the relay said against it; nil when it said nothing.
    case notAttempted(reason: String, reply: ScrubbedReply? = nil)
    /// The message may have been accepted, the answer never came. Sending it again may make a copy.
    case inDoubt(reason: String)
}

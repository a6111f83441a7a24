/// How an operator shows who they are. Without either there is no desk: its addresses lead nowhere.
public struct DeskSettings: Equatable, Sendable {
    /// What a password has to fit. nil: nobody logs in with a password.
    public var password: PasswordHash?
    /// The header in which a trusted proxy says who asks, in lower case, such as `x-remote-user`. It
    /// counts only in requests that come from a trusted proxy or over a Unix socket. nil: none is
    /// believed.
    public var userHeader: String?

    public init(password: PasswordHash? = nil, userHeader: String? = nil) {
        self.password = password
        self.userHeader = userHeader
    }
}

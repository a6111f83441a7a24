/// How the connection to a relay is protected.
public enum RelaySecurity: String, CaseIterable, Sendable {
    /// Plain text.
    case plain = "smtp"
    /// TLS from STARTTLS on (RFC 3207). A relay that does not offer it gets no mail.
    case startTLS = "smtp+starttls"
    /// TLS from the first octet (RFC 8314 §3.3).
    case tls = "smtps"

    /// 25, 587 or 465.
    public var defaultPort: UInt16 {
        switch self {
        case .plain: 25
        case .startTLS: 587
        case .tls: 465
        }
    }
}

/// Why a visitor gets another page than the one asked for.
public enum SiteRefusal: Error, Equatable, Sendable, CaseIterable {
    /// There is no such page; a forged link looks the same.
    case notFound
    /// Neither GET, HEAD nor POST.
    case methodNotAllowed
    /// What was sent is too long.
    case tooLarge
    /// It did not arrive in time.
    case tooSlow
    /// What was sent is not what a form of ours sends.
    case unreadable
    /// Too many forged links came from this address.
    case tooManyGuesses
    /// Too many visitors at once.
    case busy
    /// Something is out of order here.
    case failed

    /// The status of the answer (RFC 9110 §15, RFC 6585 §4).
    var status: Int {
        switch self {
        case .notFound: 404
        case .methodNotAllowed: 405
        case .tooLarge: 413
        case .tooSlow: 408
        case .unreadable: 400
        case .tooManyGuesses: 429
        case .busy, .failed: 503
        }
    }

    var headers: [String: String] {
        switch self {
        case .methodNotAllowed: ["Allow": "GET, HEAD, POST"]
        case .tooManyGuesses: ["Retry-After": "60"]
        case .busy, .failed: ["Retry-After": "10"]
        // What is left of the body is not waited for.
        case .tooLarge, .tooSlow: ["Connection": "close"]
        case .notFound, .unreadable: [:]
        }
    }
}

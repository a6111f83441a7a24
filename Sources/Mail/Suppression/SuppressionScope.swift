public import Model

/// Which letters a suppression keeps back.
///
/// Stands in the column `suppression.scope` as `all`, a purpose such as `digest`, or `notice/<name>`.
public enum SuppressionScope: Hashable, Sendable {
    case all
    case purpose(Purpose)
    /// One service mail of a folder `jobs/<name>`, and not the other ones.
    case notice(String)

    /// What the reader of this letter stops when he unsubscribes from it: the notice, else the purpose.
    ///
    /// A notice's occasion begins with the notice's name and a slash.
    public init(of letter: Letter) {
        self =
            letter.purpose == .notice
            ? .notice(String(letter.occasion.prefix { $0 != "/" })) : .purpose(letter.purpose)
    }

    /// Whether `letter` is kept back.
    public func covers(_ letter: Letter) -> Bool {
        self == .all || self == .purpose(letter.purpose) || self == Self(of: letter)
    }
}

extension SuppressionScope: LosslessStringConvertible {
    private static let noticePrefix = "notice/"

    /// Reads ``description``; nil for anything else. A notice's name has 1 to 256 characters.
    public init?(_ text: String) {
        if text == "all" {
            self = .all
        } else if let purpose = Purpose(rawValue: text) {
            self = .purpose(purpose)
        } else if text.hasPrefix(Self.noticePrefix) {
            let name = text.dropFirst(Self.noticePrefix.count)
            guard (1...256).contains(name.count) else { return nil }
            self = .notice(String(name))
        } else {
            return nil
        }
    }

    public var description: String {
        switch self {
        case .all: "all"
        case .purpose(let purpose): purpose.rawValue
        case .notice(let name): Self.noticePrefix + name
        }
    }
}

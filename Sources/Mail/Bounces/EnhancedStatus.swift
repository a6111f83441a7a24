/// An enhanced status code such as `5.1.1` (RFC 3463 §2).
struct EnhancedStatus: Equatable, CustomStringConvertible {
    /// 2, 4 or 5.
    let group: Int
    /// 0...999: what it is about; 1 is the address, 2 the mailbox, 7 policy.
    let subject: Int
    /// 0...999.
    let detail: Int

    /// Finds the first code among the words of `text`, such as in `smtp; 550 5.1.1 no such user`; nil when there is
    /// none.
    init?(in text: String) {
        let words = text.split { $0.isWhitespace || "();,<>:-".contains($0) }
        guard let found = words.lazy.compactMap(Self.init(word:)).first else { return nil }
        self = found
    }

    private init?(word: Substring) {
        let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy(Self.isNumber),
            ["2", "4", "5"].contains(numbers[0])
        else { return nil }
        (group, subject, detail) = (Int(numbers[0])!, Int(numbers[1])!, Int(numbers[2])!)
    }

    private static func isNumber(_ text: Substring) -> Bool {
        (1...3).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    var description: String { "\(group).\(subject).\(detail)" }
}

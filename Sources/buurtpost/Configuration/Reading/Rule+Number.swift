extension Rule where Value == Int {
    /// A whole number in decimal digits.
    static func whole(_ range: ClosedRange<Int>) -> Rule {
        Rule { text throws(Complaint) in
            let isDigits = text.utf8.allSatisfy { (48...57).contains($0) }
            guard isDigits, let number = Int(text), range.contains(number) else {
                throw Complaint(
                    "is \(quotation(text))",
                    remedy: "write a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}

extension Rule where Value == Double {
    /// A number with a decimal point where needed, such as `14` or `0.5`; no exponent, no sign.
    static func decimal(_ range: ClosedRange<Double>) -> Rule {
        Rule { text throws(Complaint) in
            let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
            guard isPlain, let number = Double(text), range.contains(number) else {
                throw Complaint(
                    "is \(quotation(text))",
                    remedy:
                        "write a number from \(range.lowerBound) to \(range.upperBound), such as 0.5"
                )
            }
            return number
        }
    }
}

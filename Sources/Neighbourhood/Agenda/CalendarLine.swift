/// One content line of an iCalendar file, unfolded: `NAME;PARAMETER=VALUE:value` (RFC 5545 §3.1).
struct CalendarLine: Equatable, Sendable {
    /// The line of the file it begins on, 1 for the first.
    let number: Int
    /// The property's name in upper case.
    let name: String
    /// What stands between name and colon, with its leading semicolon; "" without parameters.
    let parameters: String
    /// What stands after the colon, escapes and all.
    let value: String
    /// The column of the value's first character, 1 for the first of the line.
    let valueColumn: Int

    /// Name, parameters and value as one line again, without a line end.
    var text: String { "\(name)\(parameters):\(value)" }

    /// The fault of this line's value.
    func fault(_ reason: String, at offset: Int = 0) -> CalendarFault {
        CalendarFault(line: number, column: valueColumn + offset, reason: reason)
    }

    /// A list of dates as lines of one value each. libical drops values after the 500th of a line.
    ///
    /// Right for properties without quoted or escaped commas only: EXDATE and RDATE.
    func splitAtCommas() -> [CalendarLine] {
        var offset = 0
        return value.split(separator: ",", omittingEmptySubsequences: false).map { piece in
            defer { offset += piece.count + 1 }
            return CalendarLine(
                number: number, name: name, parameters: parameters, value: String(piece),
                valueColumn: valueColumn + offset)
        }
    }
}

extension CalendarLine {
    /// Parses an unfolded line.
    ///
    /// - Throws: A fault when there is no colon outside quotes or the name is not letters, digits and `-`.
    init(parsing text: String, number: Int) throws(CalendarFault) {
        let octets = text.utf8
        guard let colon = Self.colonOutsideQuotes(in: octets) else {
            throw CalendarFault(
                line: number, column: 1,
                reason:
                    "This line has no colon after the property's name: it may be the rest of a line"
                    + " that was not folded. Begin lines that go on with a space.")
        }
        let head = octets[..<colon]
        let nameEnd = head.firstIndex(of: UInt8(ascii: ";")) ?? colon
        guard Self.isName(head[..<nameEnd]) else {
            throw CalendarFault(
                line: number, column: 1,
                reason: "A property's name is made of letters, digits and hyphens.")
        }
        self.number = number
        self.name = text[..<nameEnd].uppercased()
        self.parameters = String(text[nameEnd..<colon])
        self.value = String(text[octets.index(after: colon)...])
        self.valueColumn = text.distance(from: text.startIndex, to: colon) + 2
    }

    private static func colonOutsideQuotes(in octets: String.UTF8View) -> String.Index? {
        var isQuoted = false
        return octets.indices.first { index in
            if octets[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            return !isQuoted && octets[index] == UInt8(ascii: ":")
        }
    }

    private static func isName(_ octets: Substring.UTF8View) -> Bool {
        !octets.isEmpty
            && octets.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

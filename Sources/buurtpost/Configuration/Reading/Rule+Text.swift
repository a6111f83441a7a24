import Foundation
import Mail
import Model

extension Rule where Value == String {
    /// One line of 1 to `limit` characters, as people read it. Spaces at both ends are cut off.
    static func line(upTo limit: Int) -> Rule {
        Rule { text throws(Complaint) in
            let line = text.trimmingCharacters(in: .whitespaces)
            guard (1...limit).contains(line.count),
                !line.unicodeScalars.contains(where: \.isControl)
            else {
                throw Complaint(
                    "is empty, too long or not one line", remedy: "write 1 to \(limit) characters")
            }
            return line
        }
    }

    /// A telephone number as people write it: 3 to 30 digits, spaces, `-`, `(`, `)` and a leading `+`.
    static var phone: Rule {
        Rule { text throws(Complaint) in
            let number = text.first == "+" ? text.dropFirst() : text[...]
            let isNumber = number.allSatisfy { "0123456789 -()".contains($0) }
            guard isNumber, (3...30).contains(number.count), number.contains(where: \.isNumber)
            else {
                throw Complaint(
                    "is not a telephone number", remedy: "write digits, such as 0183-000000")
            }
            return text
        }
    }

    /// A domain name in ASCII (RFC 1035 §2.3.1, with digits first as RFC 1123 §2.1 allows); lower-cased.
    static var domain: Rule {
        Rule { text throws(Complaint) in
            guard text.contains("."), isHostName(text) else {
                throw Complaint(
                    "is not a domain",
                    remedy: "write a domain such as post.example.nl, letters beyond a-z as xn--")
            }
            return text.lowercased()
        }
    }

    /// A path. One that does not begin with `/` starts in `folder`, the folder of the file it is written in.
    static func path(from folder: String) -> Rule {
        Rule { text throws(Complaint) in
            guard !text.isEmpty, text.utf8.count < 4096,
                !text.unicodeScalars.contains(where: \.isControl)
            else {
                throw Complaint("is not a path", remedy: "write the path of a file or folder")
            }
            guard text.first != "~" else {
                throw Complaint(
                    "begins with ~, which is not expanded", remedy: "write the whole path")
            }
            return text.first == "/" ? text : "\(folder)/\(text)"
        }
    }
}

extension Rule where Value == EmailAddress {
    /// One address without a name before it. The address is not repeated in the complaint.
    static var emailAddress: Rule {
        Rule { text throws(Complaint) in
            do throws(InvalidAddress) {
                return try EmailAddress(text)
            } catch {
                throw Complaint(
                    "is not an address: it \(error.reason)",
                    remedy: "write one address such as post@example.nl")
            }
        }
    }
}

extension Rule where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words that `Value` lists.
    static var choice: Rule {
        Rule { text throws(Complaint) in
            if let value = Value(rawValue: text) { return value }
            let words = Value.allCases.map(\.rawValue)
            let nearest = NearestName.of(text, in: words).map { ", perhaps \($0)" } ?? ""
            throw Complaint(
                "is \(quotation(text))",
                remedy: "write one of \(words.joined(separator: ", "))\(nearest)")
        }
    }
}

extension Rule where Value == TimeZone {
    /// A zone of the IANA database, such as `Europe/Amsterdam`, or `UTC`. Abbreviations such as `CET` are
    /// refused: they do not say when summer time begins.
    static var timeZone: Rule {
        Rule { text throws(Complaint) in
            let isName = text == "UTC" || text.contains("/")
            if isName, let zone = TimeZone(identifier: text) { return zone }
            let nearest = NearestName.of(text, in: TimeZone.knownTimeZoneIdentifiers)
            throw Complaint(
                "is \(quotation(text)), which is not a time zone",
                remedy: nearest.map { "did you mean \"\($0)\"?" }
                    ?? "write one such as Europe/Amsterdam")
        }
    }
}

/// Whether `text` is a host name in ASCII: labels of 1 to 63 letters, digits and hyphens, 253 in all.
func isHostName(_ text: String) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return text.utf8.count <= 253 && labels.allSatisfy(isHostLabel)
}

private func isHostLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
}

/// Shows a text of the user in a message: short, in quotes, on one line, and never an address.
///
/// A text with an `@` may be somebody's address or hold a password, so `"…"` stands for it. Control
/// characters become `?`, and after 40 characters `…` stands for the rest.
func quotation(_ text: String) -> String {
    guard !text.contains("@") else { return "\"…\"" }
    let scalars = text.unicodeScalars.map { $0.isControl ? "?" : $0 }
    let line = String(String.UnicodeScalarView(scalars))
    return line.count > 40 ? "\"\(line.prefix(40))…\"" : "\"\(line)\""
}

/// A key or variable of the user as it may be printed: nil for what does not look like one, because that may
/// be anything, also an address or a secret.
func nameOrNothing(_ text: String) -> String? {
    let isName = text.utf8.count <= 100 && text.utf8.allSatisfy(isNameOctet)
    return isName ? text : nil
}

private func isNameOctet(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "_-.".utf8.contains(octet)
    }
}

extension Unicode.Scalar {
    /// C0, DEL, C1 and the line separators: whatever could end a line or steer a terminal.
    var isControl: Bool {
        properties.generalCategory == .control || value == 0x2028 || value == 0x2029
    }
}

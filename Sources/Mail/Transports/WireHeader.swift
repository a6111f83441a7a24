/// The header of a composed message, read just far enough to see which fields it has.
///
/// Works on octets: a transport looks at every letter it sends.
struct WireHeader {
    private let fields: [Field]

    /// One field; lines that continue it (RFC 5322 §2.2.3) are left out.
    private struct Field {
        let name: ArraySlice<UInt8>
        let value: ArraySlice<UInt8>
    }

    /// Nil when no empty line ends the header.
    init?(_ octets: [UInt8]) {
        var fields: [Field] = []
        var rest = octets[...]
        while let end = rest.firstIndex(of: 10) {
            let line = rest[...end].dropLast(2)
            if line.isEmpty {
                self.fields = fields
                return
            }
            Self.field(line).map { fields.append($0) }
            rest = rest[(end + 1)...]
        }
        return nil
    }

    /// Whether a field of that name stands here. `name` is in lower case; the header's may be in
    /// any.
    func has(_ name: String) -> Bool { field(name) != nil }

    /// What follows the colon on the first line of the first field of that name, without any space.
    func value(of name: String) -> String? {
        field(name).map { String(decoding: $0.value, as: UTF8.self).filter { !$0.isWhitespace } }
    }

    private func field(_ name: String) -> Field? {
        fields.first { $0.name.lazy.map(Self.lowercased).elementsEqual(name.utf8) }
    }

    private static func field(_ line: ArraySlice<UInt8>) -> Field? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        return Field(name: line[..<colon], value: line[(colon + 1)...])
    }

    private static func lowercased(_ octet: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) ? octet | 0x20 : octet
    }
}

/// What stands before the first element of a document (XML 1.0 §2.8).
enum Prolog {
    /// Whether a document type is among it, so that libxml2 need not even see one. Not found in UTF-16; there the reader
    /// itself comes upon it.
    static func hasDocumentType(_ octets: [UInt8]) -> Bool {
        var rest = octets[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[start...]
            if rest.starts(with: Array("<!DOCTYPE".utf8)) { return true }
            if rest.starts(with: Array("<!--".utf8)) {
                rest = skip(rest, past: "-->")
            } else if rest.starts(with: Array("<?".utf8)) {
                rest = skip(rest, past: "?>")
            } else {
                return false
            }
        }
        return false
    }

    private static func skip(_ octets: ArraySlice<UInt8>, past end: String) -> ArraySlice<UInt8> {
        octets.firstRange(of: Array(end.utf8)).map { octets[$0.upperBound...] } ?? []
    }
}

/// How far octets are UTF-8 (RFC 3629).
enum UTF8Prefix {
    /// The number of octets before the first that belongs to no character.
    static func length(of octets: some Sequence<UInt8>) -> Int {
        var parser = Unicode.UTF8.ForwardParser()
        var rest = octets.makeIterator()
        var length = 0
        while case .valid(let character) = parser.parseScalar(from: &rest) {
            length += character.count
        }
        return length
    }
}

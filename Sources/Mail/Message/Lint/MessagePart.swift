/// A leaf of a finished message: a text in one form, decoded.
struct MessagePart {
    let header: MessageHeader
    let type: MediaType
    /// Lines end in CRLF; the last one does not, for its end belongs to the boundary.
    let text: String
}

/// Why a finished message cannot be read: another program would have to guess.
enum UnreadableMessage: String, Error {
    case noHeader = "no empty line ends a header"
    case contentType = "a Content-Type is missing or not well-formed"
    case boundary = "the boundary is missing, or the parts do not stand between boundaries"
    case transferEncoding = "a part is not what its Content-Transfer-Encoding says"
    case charset = "a part is not UTF-8"
    case nested = "a part is a multipart itself"
}

/// A finished message taken apart again, as a strict reader does (RFC 2045, RFC 2046): one part, or
/// alternatives side by side. Our own form only: anything more is unreadable.
struct MessageStructure {
    let header: MessageHeader
    let type: MediaType
    let parts: [MessagePart]

    init(_ octets: [UInt8]) throws(UnreadableMessage) {
        guard let (header, body) = MessageHeader.read(octets[...]) else { throw .noHeader }
        self.header = header
        type = try Self.type(in: header)
        guard type.name.hasPrefix("multipart/") else {
            parts = [try Self.leaf(header, type, octets[body...])]
            return
        }
        guard let boundary = type.parameters["boundary"], (1...70).contains(boundary.utf8.count)
        else { throw .boundary }
        var parts: [MessagePart] = []
        for part in try Self.split(octets[body...], at: boundary) {
            parts.append(try Self.part(part))
        }
        self.parts = parts
    }

    /// The part of that type; nil when there is none.
    func part(_ type: String) -> MessagePart? { parts.first { $0.type.name == type } }

    private static func type(in header: MessageHeader) throws(UnreadableMessage) -> MediaType {
        guard let type = header.only("content-type").flatMap(MediaType.init) else {
            throw .contentType
        }
        return type
    }

    private static func part(_ octets: ArraySlice<UInt8>) throws(UnreadableMessage) -> MessagePart {
        guard let (header, body) = MessageHeader.read(octets) else { throw .noHeader }
        let type = try type(in: header)
        if type.name.hasPrefix("multipart/") { throw .nested }
        return try leaf(header, type, octets[body...])
    }

    private static func leaf(
        _ header: MessageHeader, _ type: MediaType, _ body: ArraySlice<UInt8>
    ) throws(UnreadableMessage) -> MessagePart {
        guard let encoding = header.only("content-transfer-encoding")?.lowercased(),
            let octets = TransferDecoding.decode(body, encoding)
        else { throw .transferEncoding }
        guard type.parameters["charset"]?.lowercased() == "utf-8",
            let text = String(validating: octets, as: UTF8.self)
        else { throw .charset }
        return MessagePart(header: header, type: type, text: text)
    }

    /// The octets of each part. Nothing stands before the first boundary or after the last.
    private static func split(_ body: ArraySlice<UInt8>, at boundary: String)
        throws(UnreadableMessage) -> [ArraySlice<UInt8>]
    {
        let opening = Array("--\(boundary)\r\n".utf8)
        let closing = Array("--\(boundary)--\r\n".utf8)
        var parts: [ArraySlice<UInt8>] = []
        var start = body.startIndex
        var partStart: Int?
        while start < body.endIndex {
            let end = body[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? body.endIndex
            let line = body[start..<end]
            let isClosing = line.elementsEqual(closing)
            if isClosing || line.elementsEqual(opening) {
                // The line end before a boundary belongs to it (RFC 2046 §5.1.1).
                if let partStart { parts.append(body[partStart..<max(partStart, start - 2)]) }
                partStart = end
            }
            if isClosing {
                guard end == body.endIndex, !parts.isEmpty else { throw .boundary }
                return parts
            }
            guard partStart != nil else { throw .boundary }
            start = end
        }
        throw .boundary
    }
}

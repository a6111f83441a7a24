internal import CLibXML2

/// Reads a document piece by piece, without network, without a DTD and without entities of its own.
///
/// Owns a `xmlTextReaderPtr` (<https://gnome.pages.gitlab.gnome.org/libxml2/html/xmlreader_8h.html>). The octets outlive
/// it: they are kept beside it.
final class XMLReader {
    enum Piece {
        /// An element begins. `isEmpty`: and ends, without an ``end``.
        case start(name: String, namespace: String, isEmpty: Bool)
        case end
        case text(String)
    }

    /// An element that lies deeper ends the reading.
    static let deepest = 32

    private static let started: Void = xmlInitParser()
    /// Feeds are written in these; libxml2 would ask iconv for hundreds more.
    private static let charsets = [
        "UTF-8", "US-ASCII", "ASCII", "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252", "UTF-16",
        "UTF-16LE", "UTF-16BE",
    ]

    private let octets: UnsafeMutableBufferPointer<CChar>
    private let reader: OpaquePointer

    init(_ content: [UInt8]) throws(UnusableFeed) {
        _ = Self.started
        guard !Prolog.hasDocumentType(content) else { throw Self.documentType }
        octets = .allocate(capacity: content.count)
        _ = octets.initialize(from: content.lazy.map { CChar(bitPattern: $0) })
        let options = [
            XML_PARSE_NONET, XML_PARSE_NOERROR, XML_PARSE_NOWARNING, XML_PARSE_NOCDATA,
        ]
        let flags = options.reduce(0) { $0 | Int32($1.rawValue) }
        guard
            let reader = xmlReaderForMemory(
                octets.baseAddress, Int32(content.count), nil, nil, flags)
        else {
            octets.deallocate()
            throw UnusableFeed(reason: "there is no memory to read the answer")
        }
        self.reader = reader
    }

    deinit {
        xmlFreeTextReader(reader)
        octets.deallocate()
    }

    /// The next piece, nil at the end.
    func next() throws(UnusableFeed) -> Piece? {
        while true {
            let result = xmlTextReaderRead(reader)
            guard result == 1 else {
                if result == 0 { return nil }
                throw refusal("is no well-formed XML, or not in the charset it names")
            }
            if let piece = try piece() { return piece }
        }
    }

    /// The value of an attribute of the element that has just begun; nil when it has none of that name.
    func attribute(_ name: String) -> String? {
        guard xmlTextReaderMoveToAttribute(reader, name) == 1 else { return nil }
        defer { xmlTextReaderMoveToElement(reader) }
        return text(xmlTextReaderConstValue(reader))
    }

    /// Nil for comments and the like.
    private func piece() throws(UnusableFeed) -> Piece? {
        switch xmlTextReaderNodeType(reader) {
        case Int32(XML_READER_TYPE_ELEMENT.rawValue): return try start()
        case Int32(XML_READER_TYPE_END_ELEMENT.rawValue): return .end
        case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue):
            return .text(text(xmlTextReaderConstValue(reader)) ?? "")
        case Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue),
            Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue):
            throw Self.documentType
        default: return nil
        }
    }

    private func start() throws(UnusableFeed) -> Piece {
        guard xmlTextReaderDepth(reader) < Self.deepest else {
            throw refusal("is nested deeper than \(Self.deepest) elements")
        }
        try checkCharset()
        return .start(
            name: text(xmlTextReaderConstLocalName(reader)) ?? "",
            namespace: text(xmlTextReaderConstNamespaceUri(reader)) ?? "",
            isEmpty: xmlTextReaderIsEmptyElement(reader) == 1)
    }

    private func checkCharset() throws(UnusableFeed) {
        guard let charset = text(xmlTextReaderConstEncoding(reader)) else { return }
        guard Self.charsets.contains(charset.uppercased()) else {
            throw refusal("is in a charset that is not read; UTF-8 always is")
        }
    }

    private static let documentType = UnusableFeed(
        reason: "the answer holds a document type (DTD), which feeds do without")

    private func refusal(_ reason: String) -> UnusableFeed {
        let line = xmlTextReaderGetParserLineNumber(reader)
        return UnusableFeed(reason: "line \(line) of the answer: it \(reason)")
    }

    private func text(_ octets: UnsafePointer<xmlChar>?) -> String? {
        octets.map { String(cString: $0) }
    }
}

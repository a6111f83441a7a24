import CGMime

/// What a foreign message consists of, read by GMime from octets that may hold anything.
///
/// Of a message longer than ``longest`` only the beginning is read; parts below the eighth level and after the
/// sixty-fourth are left out.
struct MIMEReading {
    /// The type and subtype of the whole, in lower case.
    private(set) var type = ""
    /// The parameter `report-type` of the whole (RFC 6522), in lower case.
    private(set) var reportType: String?
    /// The leaves in order.
    private(set) var parts: [Part] = []
    private var headers: [String: String] = [:]

    /// A leaf: its type in lower case and its decoded content. Of a returned message the headers alone.
    struct Part {
        let type: String
        let octets: [UInt8]
    }

    static let longest = 1 << 20
    private static let deepest = 8
    private static let mostParts = 64
    private static let names = [
        "message-id", "to", "delivered-to", "x-original-to", "auto-submitted", "precedence",
        "x-autoreply", "x-autorespond", "x-failed-recipients", "list-id",
    ]

    /// nil when there is no message in it.
    init?(_ octets: [UInt8]) {
        GMimeLibrary.start()
        guard let message = Self.parse(octets.prefix(Self.longest)) else { return nil }
        defer { g_object_unref(message) }
        for name in Self.names { headers[name] = Self.header(name, of: message) }
        guard let body = g_mime_message_get_mime_part(message) else { return nil }
        type = Self.type(of: body)
        reportType = g_mime_object_get_content_type_parameter(body, "report-type")
            .map { String(cString: $0).lowercased() }
        read(body, depth: 0)
    }

    /// The first header of this name, one that the reading looks for; decoded, on one line.
    subscript(_ name: String) -> String? { headers[name] }

    /// - Returns: A message that the caller owns.
    private static func parse(_ octets: ArraySlice<UInt8>) -> UnsafeMutablePointer<GMimeMessage>? {
        let stream = octets.withUnsafeBytes {
            g_mime_stream_mem_new_with_buffer($0.bindMemory(to: CChar.self).baseAddress, $0.count)
        }
        defer { g_object_unref(stream) }
        let parser = g_mime_parser_new_with_stream(stream)
        defer { g_object_unref(parser) }
        return g_mime_parser_construct_message(parser, nil)
    }

    private static func header(_ name: String, of message: UnsafeMutablePointer<GMimeMessage>)
        -> String?
    {
        g_mime_object_get_header(object(message), name).map { String(cString: $0) }
    }

    private mutating func read(_ part: UnsafeMutablePointer<GMimeObject>, depth: Int) {
        guard depth < Self.deepest, parts.count < Self.mostParts else { return }
        if Self.isA(part, g_mime_multipart_get_type()) {
            let multipart = Self.cast(part, to: GMimeMultipart.self)
            for index in 0..<max(0, g_mime_multipart_get_count(multipart)) {
                guard let child = g_mime_multipart_get_part(multipart, index) else { continue }
                read(child, depth: depth + 1)
            }
        } else if let octets = Self.octets(of: part) {
            parts.append(Part(type: Self.type(of: part), octets: octets))
        }
    }

    private static func octets(of part: UnsafeMutablePointer<GMimeObject>) -> [UInt8]? {
        if isA(part, g_mime_message_part_get_type()) {
            return g_mime_message_part_get_message(cast(part, to: GMimeMessagePart.self))
                .flatMap { headers(of: $0) }
        }
        guard isA(part, g_mime_part_get_type()),
            let content = g_mime_part_get_content(cast(part, to: GMimePart.self))
        else { return nil }
        return decoded(content)
    }

    private static func headers(of message: UnsafeMutablePointer<GMimeMessage>) -> [UInt8]? {
        guard let text = g_mime_object_get_headers(object(message), nil) else { return nil }
        defer { g_free(text) }
        return Array(String(cString: text).utf8)
    }

    private static func decoded(_ content: UnsafeMutablePointer<GMimeDataWrapper>) -> [UInt8] {
        let stream = g_mime_stream_mem_new()
        defer { g_object_unref(stream) }
        g_mime_data_wrapper_write_to_stream(content, stream)
        let memory = UnsafeMutableRawPointer(stream!).assumingMemoryBound(to: GMimeStreamMem.self)
        guard let array = g_mime_stream_mem_get_byte_array(memory)?.pointee, array.len > 0 else {
            return []
        }
        return Array(UnsafeBufferPointer(start: array.data, count: Int(array.len)))
    }

    private static func type(of part: UnsafeMutablePointer<GMimeObject>) -> String {
        guard let text = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part))
        else { return "" }
        defer { g_free(text) }
        return String(cString: text).lowercased()
    }

    // The macros of GObject are not imported.

    private static func object<T>(_ pointer: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<
        GMimeObject
    > { cast(pointer, to: GMimeObject.self) }

    private static func cast<T, U>(_ pointer: UnsafeMutablePointer<T>, to: U.Type)
        -> UnsafeMutablePointer<U>
    { UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: U.self) }

    private static func isA<T>(_ pointer: UnsafeMutablePointer<T>, _ type: GType) -> Bool {
        g_type_check_instance_is_a(cast(pointer, to: GTypeInstance.self), type) != 0
    }
}

/// GMime's own rule: initialise once in a process, before anything else.
private enum GMimeLibrary {
    private static let started: Void = g_mime_init()

    static func start() { _ = started }
}

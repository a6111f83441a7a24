import Foundation

/// Undoes the transfer encodings of RFC 2045 §6, strictly: what another program could read in another way is refused.
enum TransferDecoding {
    /// The octets that `body` stands for in `encoding` (lower case); nil when it is not well-formed,
    /// or the encoding is another than quoted-printable, base64 and 7bit.
    static func decode(_ body: ArraySlice<UInt8>, _ encoding: String) -> [UInt8]? {
        switch encoding {
        case "7bit": Array(body)
        case "quoted-printable": quotedPrintable(body)
        case "base64": base64(body)
        default: nil
        }
    }

    /// Lines end in CRLF; a line has at most 76 octets, and none ends in white space.
    private static func quotedPrintable(_ body: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(body.count)
        var rest = body
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 0x0D && $0 != 0x0A }
            let after = rest.dropFirst(line.count)
            guard line.count <= 76, line.last != 0x20, line.last != 0x09,
                after.isEmpty || after.starts(with: [0x0D, 0x0A])
            else { return nil }
            let isSoft = line.last == UInt8(ascii: "=")
            guard append(isSoft ? line.dropLast() : line, to: &result) else { return nil }
            if !isSoft, !after.isEmpty { result += [0x0D, 0x0A] }
            rest = after.dropFirst(2)
        }
        return result
    }

    private static func append(_ line: ArraySlice<UInt8>, to result: inout [UInt8]) -> Bool {
        var index = line.startIndex
        while index < line.endIndex {
            guard line[index] == UInt8(ascii: "=") else {
                if line[index] >= 0x80 { return false }
                result.append(line[index])
                index += 1
                continue
            }
            guard index + 2 < line.endIndex, let octet = hex(line[index + 1], line[index + 2])
            else { return false }
            result.append(octet)
            index += 3
        }
        return true
    }

    /// Upper-case digits only (RFC 2045 §6.7, rule 1).
    static func hex(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = digit(high), let low = digit(low) else { return nil }
        return high << 4 | low
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func base64(_ body: ArraySlice<UInt8>) -> [UInt8]? {
        let lines = body.split(separator: 0x0A, omittingEmptySubsequences: true)
        let bare = lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
        guard bare.allSatisfy({ $0.count <= 76 }) else { return nil }
        return Data(base64Encoded: Data(bare.joined())).map(Array.init)
    }
}

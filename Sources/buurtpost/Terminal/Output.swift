import Foundation
import Glibc

/// What commands print, and where. Everything goes straight to write(2): `print` loses errors, and `FileHandle` ends
/// the process on them.
enum Output {
    /// Writes `text` and a line end to standard output.
    ///
    /// - Throws: ``OutputFailure``. A reader who has gone, such as `head -1` after its line, is none: what is left is
    ///   dropped, and the command goes on to its own end and exit code.
    static func show(_ text: String) throws(OutputFailure) {
        try show(octets: Array((text + "\n").utf8))
    }

    /// Writes `octets` as they are, as ``show(_:)`` does.
    static func show(octets: [UInt8]) throws(OutputFailure) {
        let code = write(octets, to: STDOUT_FILENO)
        guard code == 0 || code == EPIPE else { throw OutputFailure(code: code) }
    }

    /// Writes `text` and a line end to standard error. Where that fails nobody is left to tell.
    static func complain(_ text: String) {
        tell(text + "\n")
    }

    /// Writes `text` to standard error without a line end. What goes wrong is ignored.
    static func tell(_ text: String) {
        _ = write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// How wide the terminal is that standard output goes to; nil when it is none, and nothing is to be cut.
    static var columns: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col > 0
        else { return nil }
        return Int(size.ws_col)
    }

    /// - Returns: 0 when all of it was taken, otherwise the error number of write(2).
    private static func write(_ octets: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                awaitRoom(in: descriptor)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }

    /// Waits until a pipe that was made non-blocking by another program has room again.
    private static func awaitRoom(in descriptor: Int32) {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&watched, 1, -1)
    }
}

/// Standard output could not be written to: a full disk, a closed descriptor.
struct OutputFailure: Error, Equatable, CustomStringConvertible {
    /// The error number of write(2).
    let code: Int32

    var description: String {
        "cannot write to standard output: \(String(cString: strerror(code))); make room, or write elsewhere"
    }
}

extension Output {
    /// `value` as JSON: keys in order, times as RFC 3339.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            // Not `.iso8601`: that asks for a formatter which crashes without the system's zone files.
            try container.encode(date.formatted(.iso8601))
        }
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// `2026-03-25 06:30`, on the clock of `zone`.
    static func time(_ date: Date?, _ zone: TimeZone) -> String {
        guard let date else { return "" }
        let text = date.formatted(
            Date.ISO8601FormatStyle(timeZone: zone).year().month().day()
                .dateTimeSeparator(.space).time(includingFractionalSeconds: false))
        return String(text.prefix(16))
    }
}

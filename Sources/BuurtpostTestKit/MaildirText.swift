public import Foundation

/// A letter as the Maildir keeps it.
public enum MaildirText {
    /// The message as it goes over the wire: lines end in CRLF, and the fields that delivery put before it are gone.
    public static func message(in file: Data) -> [UInt8] {
        var lines = file.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
        while let first = lines.first,
            ["Return-Path:", "Delivered-To:"].contains(where: { first.starts(with: $0.utf8) })
        {
            lines.removeFirst()
        }
        return Array(
            lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }.joined(separator: [0x0D, 0x0A]))
    }
}

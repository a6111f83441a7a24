/// A text that must not be seen, such as a password.
///
/// Printing, interpolating, dumping or mirroring it shows `<redacted>`.
struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself. Ask where it is used, and keep it no longer.
    let revealed: String

    init(_ text: String) { revealed = text }

    var description: String { "<redacted>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

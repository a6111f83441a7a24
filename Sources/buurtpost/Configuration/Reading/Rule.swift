/// What a value has to look like, and how it is read from its text.
///
/// A rule never shows a value that may be an address or hold a secret.
struct Rule<Value> {
    /// The value that `text` means. `text` is what the file or the variable holds, quotes taken off.
    let read: (_ text: String) throws(Complaint) -> Value

    init(_ read: @escaping (_ text: String) throws(Complaint) -> Value) { self.read = read }
}

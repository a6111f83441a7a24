/// A button, with the fields that it sends. Several forms may stand on a page.
public struct PageForm: Equatable, Sendable {
    /// Tells the forms of one page apart (``PageSubmission/action``); empty on a page with one.
    public var action: String
    public var fields: [PageField]
    /// What the button says: a verb.
    public var button: String
    public var weight: Weight

    /// How a button looks.
    public enum Weight: Equatable, Sendable {
        /// What most readers come for.
        case main
        case other
        /// Cannot be undone.
        case grave
    }

    public init(
        action: String = "", _ fields: [PageField] = [], button: String, weight: Weight = .main
    ) {
        self.action = action
        self.fields = fields
        self.button = button
        self.weight = weight
    }
}

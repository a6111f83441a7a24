public import Model

/// To whom a new link is mailed when the old one is over.
public struct PageRenewal: Equatable, Sendable {
    /// Our own number of the resident whose address on file gets it.
    public let resident: Int64
    /// The page that the new link opens.
    public let purpose: LinkPurpose
    /// What the new link is about, and in which version.
    public let subject: Int64
    public let version: UInt32
    /// In which the visitor is told about it.
    public let language: Language
    public let addressForm: AddressForm?

    /// - Parameter addressForm: nil for the platform's.
    public init(
        resident: Int64, purpose: LinkPurpose, subject: Int64, version: UInt32,
        language: Language, addressForm: AddressForm?
    ) {
        self.resident = resident
        self.purpose = purpose
        self.subject = subject
        self.version = version
        self.language = language
        self.addressForm = addressForm
    }
}

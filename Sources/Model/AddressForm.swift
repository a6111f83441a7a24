/// How the reader is spoken to in Dutch: formally or familiarly.
public enum AddressForm: String, CaseIterable, Sendable, Codable {
    case u
    case je
}

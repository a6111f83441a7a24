/// The neighbourhood platform that an instance writes for, as its letters speak of it.
public struct Platform: Equatable, Sendable {
    /// Such as `SamenGorinchem`.
    public let name: String
    /// Its home page.
    public let url: String
    /// The number that a person can call; nil when there is none.
    public let deskPhone: String?
    /// For readers who did not choose.
    public let addressForm: AddressForm
    /// For readers who did not choose.
    public let language: Language
    /// Its clock.
    public let calendar: LocalCalendar

    public init(
        name: String, url: String, deskPhone: String?, addressForm: AddressForm,
        language: Language, calendar: LocalCalendar
    ) {
        self.name = name
        self.url = url
        self.deskPhone = deskPhone
        self.addressForm = addressForm
        self.language = language
        self.calendar = calendar
    }
}

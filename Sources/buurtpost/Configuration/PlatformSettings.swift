import Foundation
import Model

/// The platform that the letters speak for (`platform` in the file).
struct PlatformSettings: Equatable, Sendable {
    /// As the readers know it, 1 to 60 characters. Has no default.
    let name: String
    /// Its web site, without a `/` at the end. Has no default.
    let url: URL
    /// The language of readers who did not choose one. The default is `nl`.
    private(set) var language = Language.nl
    /// The clock that digests, reminders and schedules go by. The default is `Europe/Amsterdam`.
    private(set) var timeZone = TimeZone.amsterdam
    /// How readers who did not choose are spoken to. The default is `u`.
    private(set) var addressForm = AddressForm.u
    /// The number of the *balie*, at the foot of every letter. The default is none: the line is left out.
    private(set) var deskPhone: String?

    /// Reads all keys of the section; nil when one that has no default is missing or wrong.
    init?(_ section: Section) {
        let name = section.require("name", as: .line(upTo: 60))
        let url = section.require("url", as: .site)
        section.read("language", into: &language, as: .choice)
        section.read("timezone", into: &timeZone, as: .timeZone)
        section.read("address_form", into: &addressForm, as: .choice)
        section.read("desk_phone", into: &deskPhone, as: .phone)
        guard let name, let url else { return nil }
        self.name = name
        self.url = url
    }
}

extension TimeZone {
    /// `Europe/Amsterdam`, which Foundation's own tables always hold.
    static var amsterdam: TimeZone {
        guard let zone = TimeZone(identifier: "Europe/Amsterdam") else {
            preconditionFailure("Foundation was built without the time zones of ICU")
        }
        return zone
    }
}

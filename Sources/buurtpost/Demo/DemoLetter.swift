import Foundation
import Mail
import Model
import Neighbourhood

/// A letter that was handed over, as its reader saw it.
struct DemoLetter: Equatable {
    let name: String
    let subject: String
    /// How the reader is spoken to, and the hour before which the letter had to come: `u · 06:30`.
    let form: String
    let html: String
    let text: String
    let handedOverAt: Date
}

extension DemoLetter {
    init(
        _ preview: LetterPreview, for resident: Resident, of platform: Platform, handedOverAt: Date
    ) {
        name = [resident.givenName, resident.familyName].filter { !$0.isEmpty }
            .joined(separator: " ")
        subject = preview.subject
        form = "\(resident.addressForm ?? platform.addressForm) · \(resident.digestTime)"
        html = preview.html
        text = preview.text
        self.handedOverAt = handedOverAt
    }
}

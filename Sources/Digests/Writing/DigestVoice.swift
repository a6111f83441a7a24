import Model

/// How a letter speaks to its reader.
struct DigestVoice: Hashable, Sendable {
    let language: Language
    let form: AddressForm
}

extension Platform {
    /// The values of ``DigestTemplates/common``. In English there is one form of address.
    func words(_ voice: DigestVoice) -> [String: Any] {
        let (small, capital) =
            voice.form == .je ? (("je", "je"), ("Je", "Je")) : (("u", "uw"), ("U", "Uw"))
        return [
            "platform": name, "platform_url": url, "desk_phone": deskPhone ?? "",
            "u": small.0, "U": capital.0, "uw": small.1, "Uw": capital.1, "je": voice.form == .je,
        ]
    }
}

import Links
import Model

/// The sentences of the pages that are not a feature's own, for one reader.
struct PageWords {
    let language: Language
    private let platform: Platform
    private let form: AddressForm

    /// - Parameter form: nil for the platform's.
    init(_ platform: Platform, _ language: Language, _ form: AddressForm?) {
        self.platform = platform
        self.language = language
        self.form = form ?? platform.addressForm
    }

    /// Picks the reader's words: Dutch with *u*, Dutch with *je*, English.
    func say(u: String, je: String, en: String) -> String {
        switch (language, form) {
        case (.en, _): en
        case (.nl, .u): u
        case (.nl, .je): je
        }
    }

    /// The same for a sentence that speaks to nobody.
    func say(_ nl: String, en: String) -> String { language == .nl ? nl : en }

    /// Where to go with a question.
    var desk: [PageBlock] {
        guard let phone = platform.deskPhone else { return [] }
        return [
            .paragraph(
                say(
                    u: "Komt u er niet uit? Bel de balie: \(phone).",
                    je: "Kom je er niet uit? Bel de balie: \(phone).",
                    en: "Do you need help? Call the desk: \(phone)."))
        ]
    }

    /// Title and sentence.
    func refusal(_ refusal: SiteRefusal) -> (String, String) {
        switch refusal {
        case .notFound: (say("Deze pagina is er niet", en: "This page does not exist"), incomplete)
        case .methodNotAllowed, .unreadable, .tooLarge:
            (say("Dat lukte niet", en: "That did not work"), openAgain)
        case .tooSlow, .busy, .failed:
            (
                say("Het lukt nu even niet", en: "It does not work right now"),
                say(
                    u: "Er is niets veranderd. Probeert u het over een paar minuten nog eens.",
                    je: "Er is niets veranderd. Probeer het over een paar minuten nog eens.",
                    en: "Nothing was changed. Please try again in a few minutes.")
            )
        case .tooManyGuesses:
            (
                say("Even wachten", en: "Please wait a moment"),
                say(
                    u:
                        "Er zijn te veel verkeerde links geprobeerd. Wacht u een minuut, en open dan de link in uw mail.",
                    je:
                        "Er zijn te veel verkeerde links geprobeerd. Wacht een minuut, en open dan de link in je mail.",
                    en:
                        "Too many wrong links were tried. Wait a minute, then open the link in your e-mail."
                )
            )
        }
    }

    private var incomplete: String {
        say(
            u:
                "Misschien is de link niet helemaal meegekomen. Open de link nog eens vanuit uw mail.",
            je:
                "Misschien is de link niet helemaal meegekomen. Open de link nog eens vanuit je mail.",
            en: "Perhaps the link was cut off. Please open it again from your e-mail.")
    }

    private var openAgain: String {
        say(
            u: "Er is niets veranderd. Open de link nog eens vanuit uw mail.",
            je: "Er is niets veranderd. Open de link nog eens vanuit je mail.",
            en: "Nothing was changed. Please open the link again from your e-mail.")
    }

    // MARK: Links that are over

    /// Offers to mail a new link.
    var renew: PageContent {
        PageContent(
            say("Deze link is verlopen", en: "This link has expired"), language: language,
            [
                .paragraph(
                    say(
                        u:
                            "Wij sturen u graag een nieuwe. Die komt op het e-mailadres dat wij van u hebben.",
                        je:
                            "We sturen je graag een nieuwe. Die komt op het e-mailadres dat we van je hebben.",
                        en: "We can send you a new one, to the e-mail address that we have.")),
                .form(
                    PageForm(
                        action: Self.renewAction,
                        button: say(
                            u: "Stuur mij een nieuwe link", je: "Stuur mij een nieuwe link",
                            en: "Send me a new link"))),
            ] + desk)
    }

    /// What the button of ``renew`` sends.
    static let renewAction = "renew"

    var renewed: PageContent {
        PageContent(
            say("De nieuwe link komt eraan", en: "The new link is on its way"), language: language,
            [
                .paragraph(
                    say(
                        u: "Kijk over een paar minuten in uw mail. De link werkt een uur.",
                        je: "Kijk over een paar minuten in je mail. De link werkt een uur.",
                        en: "Look at your e-mail in a few minutes. The link works for one hour."))
            ] + desk)
    }

    /// Expired, and no address is known to mail a new link to.
    var over: PageContent {
        PageContent(
            say("Deze link is verlopen", en: "This link has expired"), language: language,
            [
                .paragraph(
                    say(
                        u: "Open de link in de nieuwste mail die u van ons hebt.",
                        je: "Open de link in de nieuwste mail die je van ons hebt.",
                        en: "Please use the link in the latest e-mail you have from us."))
            ] + desk)
    }

    var gone: PageContent {
        PageContent(
            say("Hier is niets meer te doen", en: "There is nothing left to do here"),
            language: language,
            [
                .paragraph(
                    say(
                        "Waar deze link over ging, bestaat niet meer.",
                        en: "What this link was about does not exist any more."))
            ] + desk)
    }
}

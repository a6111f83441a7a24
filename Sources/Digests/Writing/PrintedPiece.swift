import Mail
import Model

/// A piece of a digest that readers share, set once.
struct PrintedPiece: Sendable {
    /// nil where the piece is in the HTML part only.
    let text: BodySegment?
    /// nil where the piece is in the text part only.
    let html: BodySegment?
    /// What it is called in the subject and in the list of letters.
    var title = ""
    /// The day that an event is told under.
    var day: LocalDate?
    /// Unix milliseconds: from then on it is no use to anybody. nil: it does not end.
    var until: Int64?

    /// Which piece it is. Says all that its words depend on, but for the content's own facts.
    enum Name: Hashable, Sendable {
        case start, closing, end
        case preview(subject: String, preheader: String)
        case masthead(LocalDate)
        case heading(Heading)
        case change(Int64)
        /// An occurrence that is told under one of these days: its first.
        case event(DigestContents.EventKey, from: LocalDate, through: LocalDate)
        case help(Int64)
        case post(Int64)
        case entry(Int64)
        case poll(Int64)
        case question(LocalDate)
        case more(Int)
        case subject(DigestSubject)
    }

    /// What stands over a block.
    enum Heading: Hashable, Sendable {
        case changes, help, posts, map, polls
        case today(LocalDate)
        case tomorrow(LocalDate)
        case day(LocalDate)
    }
}

/// What the subject tells.
struct DigestSubject: Hashable, Sendable {
    /// The part of the day in which the letter is read.
    enum Greeting: Hashable, Sendable {
        case morning, afternoon, evening

        init(at time: LocalTime) {
            self = time.minute < 720 ? .morning : time.minute < 1080 ? .afternoon : .evening
        }
    }

    var greeting: Greeting
    var isWeekly = false
    /// The event that changed; "" when none did.
    var change = ""
    /// The first event of the day, or week; "" when there is none.
    var event = ""
    var posts = 0
}

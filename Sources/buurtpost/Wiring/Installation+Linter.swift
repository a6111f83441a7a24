import Links
import Mail
import Model

extension Installation {
    /// What holds finished letters against the checklist of docs/messages.md.
    func linter() throws -> MessageLinter {
        MessageLinter(
            pages: try publicURL(), sender: platform.name, deskPhone: platform.deskPhone)
    }
}

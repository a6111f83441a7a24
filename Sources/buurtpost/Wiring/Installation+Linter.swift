import Links
import Logging
import Mail
import Model

extension Installation {
    /// What holds finished letters against the checklist of docs/messages.md.
    func linter() throws -> MessageLinter {
        MessageLinter(
            pages: try publicURL(), sender: platform.name, deskPhone: platform.deskPhone)
    }
}

extension Installation {
    /// Logs what is not as it should be, one message each.
    func tellWarnings(_ logger: Logger) {
        for warning in warnings {
            logger.warning(
                "letters are not as good as they should be", metadata: ["problem": "\(warning)"])
        }
    }
}

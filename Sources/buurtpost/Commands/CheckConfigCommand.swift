import ArgumentParser
import Foundation

/// `buurtpost check-config`: prints every problem of the configuration, and exits with 78 if there is one.
struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Reports every problem of the configuration at once.",
        discussion: """
            One line for each problem: file:line:column: key: what is wrong; what to do. \
            Looks at the file, the environment, the jobs, the keys and the password files, and, when those are right, \
            at letters that the templates make of made-up news; makes and sends nothing. Where letters could be better \
            standard error has a line that begins with `warning:`. \
            Exits with 0 when there is no problem, with 78 when there is one.
            """)

    @OptionGroup var options: ConfigOption

    @Flag(
        help:
            "Print the problems as a JSON array of objects with file, line and column (or variable), key, what, remedy."
    )
    var json = false

    func run() throws {
        try reporting {
            let check = ConfigurationCheck(
                path: options.config, environment: ProcessInfo.processInfo.environment)
            let letters = check.letters()
            let problems = check.problems + (letters?.problems ?? [])
            try Output.show(json ? try Output.json(problems) : lines(problems))
            for warning in letters?.warnings ?? [] { Output.complain("warning: \(warning)") }
            if !problems.isEmpty { throw ExitCode.badConfiguration }
        }
    }

    private func lines(_ problems: [Problem]) -> String {
        guard !problems.isEmpty else { return "\(options.config): no problems" }
        return problems.map(\.description).joined(separator: "\n")
    }
}

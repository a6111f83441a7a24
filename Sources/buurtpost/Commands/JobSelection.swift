import ArgumentParser
import JobQueue

/// The jobs that something is done to: by their numbers, or all that fit.
struct JobSelection: ParsableArguments {
    @Argument(help: "The numbers of the jobs; or choose with the options below.")
    var ids: [Int64] = []

    @OptionGroup(title: "Many jobs") var which: JobFilterOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard ids.isEmpty != which.filter.isEmpty else {
            throw ValidationError(
                ids.isEmpty
                    ? "say which jobs: their numbers, or options such as --kind and --state"
                    : "give numbers or options that choose jobs, not both")
        }
    }
}

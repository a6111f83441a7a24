public import ArgumentParser
public import JobQueue

/// Which jobs a command means.
struct JobFilterOptions: ParsableArguments {
    @Option(help: "Only this queue, and its branches.")
    var queue: String?

    @Option(help: "Only this kind.")
    var kind: String?

    @Option(help: "Only this state; may be given several times.")
    var state: [JobState] = []

    @Option(help: "Only jobs with this tag.")
    var tag: String?

    @Option(
        help: "Only jobs created at this time (RFC 3339) or later.", transform: Instant.init)
    var since: Instant?

    @Flag(help: "Only jobs that failed: retryable and discarded ones.")
    var failed = false

    @Flag(help: "Only jobs over which the process died again and again.")
    var quarantined = false

    var filter: JobFilter {
        var filter = JobFilter()
        (filter.queue, filter.kind, filter.tag) = (queue, kind, tag)
        filter.states = failed ? JobFilter.failed : Set(state)
        (filter.since, filter.isQuarantined) = (since?.date, quarantined)
        return filter
    }

    func validate() throws {
        if failed, !state.isEmpty {
            throw ValidationError("--failed means two states; give it or --state")
        }
    }
}

extension JobState: ExpressibleByArgument {}

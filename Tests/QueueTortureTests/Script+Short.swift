extension Script {
    /// A database that is there, two minutes from six o'clock: jobs are enqueued, claimed and completed, one fails and
    /// comes back, a schedule enqueues one. Short enough to be run again for each of its system calls.
    static let short = Script(
        arguments: [
            "--now", "2026-03-25T06:00:00+01:00", "--seconds", "120", "--every", "600",
            "--job", #"{"key":"plain","kind":"write"}"#,
            "--job", #"{"key":"second time","kind":"fail","args":"{\"times\":1}"}"#,
        ],
        ends: [
            "plain 1 completed", "second time 1 retryable", "second time 2 completed",
            "tick 0 1 completed",
        ],
        cleaned: [], kept: ["plain", "second time"])

    /// Makes the tables that ``short`` finds, ten minutes earlier. No job is in them, so a copy of the file is as good
    /// as the file: nobody can mistake it for a backup whose letters are sent already.
    static let tables = ["--now", "2026-03-25T05:50:00+01:00", "--seconds", "0"]
}

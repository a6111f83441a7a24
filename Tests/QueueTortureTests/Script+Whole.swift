extension Script {
    /// Takes each way through the states of a job: 25 minutes from six o'clock.
    static let whole = Script(
        arguments: wholeArguments, ends: wholeEnds, cleaned: ["plain", "later", "regretted"],
        kept: ["hopeless", "used up", "too late"])

    private static let wholeArguments: [String] =
        [
            "--now", "2026-03-25T06:00:00+01:00", "--seconds", "1500", "--every", "600", "--keep",
            "300",
        ]
        + wholeJobs.flatMap { ["--job", $0] }

    private static let wholeJobs =
        [
            #"{"key":"plain","kind":"write"}"#,
            #"{"key":"later","kind":"write","delay":90}"#,
            #"{"key":"third time","kind":"fail","args":"{\"times\":2}"}"#,
            #"{"key":"used up","kind":"fail","maxAttempts":2}"#,
            #"{"key":"not now","kind":"snooze","args":"{\"times\":2}"}"#,
            #"{"key":"hopeless","kind":"discard"}"#,
            #"{"key":"too late","kind":"write","delay":300,"expiry":100}"#,
            #"{"key":"unwanted","kind":"write","delay":240}"#,
            #"{"key":"the operator","kind":"order","delay":30,"args":"{\"order\":\"cancel\",\"key\":\"unwanted\"}"}"#,
            #"{"key":"withdrawn","kind":"write","delay":240}"#,
            #"{"key":"other program","kind":"order","delay":40,"args":"{\"order\":\"request\",\"key\":\"withdrawn\"}"}"#,
            #"{"key":"given up","kind":"write","delay":240}"#,
            #"{"key":"giver","kind":"order","delay":50,"args":"{\"order\":\"discard\",\"key\":\"given up\"}"}"#,
            #"{"key":"second life","kind":"order","delay":150,"args":"{\"order\":\"retry\",\"key\":\"hopeless\"}"}"#,
            #"{"key":"regretted","kind":"regret"}"#,
        ] + (1...4).map { "{\"key\":\"one of \($0)\",\"kind\":\"write\",\"delay\":70}" }

    private static let wholeEnds = [
        "plain 1 completed", "later 1 completed",
        "third time 1 retryable", "third time 2 retryable", "third time 3 completed",
        "used up 1 retryable", "used up 2 discarded",
        "not now 1 scheduled", "not now 1 scheduled", "not now 1 completed",
        "hopeless 1 discarded", "hopeless 1 discarded", "too late 0 discarded",
        "unwanted cancelled", "withdrawn cancelled", "given up 0 discarded", "regretted cancelled",
        "the operator 1 completed", "other program 1 completed", "giver 1 completed",
        "second life 1 completed",
        "one of 1 1 completed", "one of 2 1 completed", "one of 3 1 completed",
        "one of 4 1 completed",
        "tick 0 1 completed", "tick 10 1 completed", "tick 20 1 completed",
    ].sorted()
}

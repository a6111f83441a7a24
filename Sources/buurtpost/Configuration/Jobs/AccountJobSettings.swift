/// Letters about a reader's own account (`jobs/account/job.yaml`): there is nothing to set but the rhythm.
struct AccountJobSettings: JobSettings, Equatable {
    static let kind = "account"

    init(_ section: Section) {}
}

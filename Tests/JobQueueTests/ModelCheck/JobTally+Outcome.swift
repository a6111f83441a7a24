@testable import JobQueue

/// What the model says became of an order on one job.
extension JobTally {
    static func done(_ id: Int64) -> JobTally { JobTally(.done(.available), id) }

    static func requested(_ id: Int64) -> JobTally { JobTally(.requested, id) }

    static func impossible(_ id: Int64, _ state: JobState) -> JobTally {
        JobTally(.impossible(state), id)
    }

    static func unknown(_ id: Int64) -> JobTally { JobTally(.unknown, id) }

    private init(_ outcome: JobControl.Outcome, _ id: Int64) {
        self.init()
        add(outcome, of: id)
    }
}

/// What is particular to one kind of job in its `job.yaml`.
protocol JobSettings: Sendable {
    /// The kind: the name of the folder below `jobs_directory` and of the job's rows.
    static var kind: String { get }

    /// What its folder holds besides `job.yaml` and the folders of the languages. The default is nothing.
    static var files: [String] { get }

    /// Reads all keys that belong to this kind.
    init(_ section: Section)
}

extension JobSettings {
    static var files: [String] { [] }
}

/// The file `jobs/<kind>/job.yaml`: the rhythm of a job, and what is particular to its kind.
///
/// Environment variables do not reach into it.
struct JobFile<Settings: JobSettings>: Sendable {
    /// `schedule` in the file.
    let schedule: JobSchedule
    /// The other keys.
    let settings: Settings

    init(_ section: Section) {
        schedule = section.section("schedule", JobSchedule.init)
        settings = Settings(section)
    }
}

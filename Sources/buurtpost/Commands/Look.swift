import Foundation
import GRDB
import JobQueue

/// Reads from the database of an installation; works beside the daemon and changes nothing.
func look<T>(_ configuration: Configuration, _ body: (Database) throws -> T) throws -> T {
    let reader = try DatabaseFile.look(path: configuration.database, migrator: Schema.migrator)
    return try reader.read(body)
}

extension ConfigOption {
    /// What the file and the environment of the process say.
    ///
    /// - Throws: ``ConfigurationProblems``.
    func read() throws(ConfigurationProblems) -> Configuration {
        try Configuration.load(config, environment: ProcessInfo.processInfo.environment)
    }
}

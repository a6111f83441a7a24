import Glibc

/// What systemd asks of a service, in the variables that it sets for it (sd_notify(3), sd_watchdog_enabled(3)).
struct ServiceVariables: Equatable {
    /// The value of `NOTIFY_SOCKET`; nil when nobody listens.
    let socket: String?
    /// How long the service may be silent before it is taken for dead; nil when nobody watches this process.
    let watchdog: Duration?
    /// What is wrong with the variables; what is wrong is not used.
    let complaints: [String]

    static let names = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]

    /// - Parameters:
    ///   - environment: The variables. Empty ones count as missing.
    ///   - process: Who reads them. A watchdog that is meant for another process is not ours; without
    ///     `WATCHDOG_PID` it is.
    init(_ environment: [String: String], process: Int32) {
        let given = environment.filter { !$0.value.isEmpty }
        socket = given["NOTIFY_SOCKET"]
        guard let text = given["WATCHDOG_USEC"] else {
            (watchdog, complaints) = (nil, [])
            return
        }
        guard let microseconds = Int64(text), microseconds > 0 else {
            watchdog = nil
            complaints = ["WATCHDOG_USEC is no positive number of microseconds; nobody is told"]
            return
        }
        let isOurs = given["WATCHDOG_PID"].map { $0 == String(process) } ?? true
        watchdog = isOurs ? .microseconds(microseconds) : nil
        complaints = []
    }

    /// Reads the variables of this process and takes them away, so that no other program believes they are meant
    /// for it. Call before the first thread is started: unsetenv(3) is not safe beside getenv(3).
    ///
    /// - Parameter environment: What the variables were when the process began.
    static func take(from environment: [String: String]) -> ServiceVariables {
        for name in names { unsetenv(name) }
        return ServiceVariables(environment, process: getpid())
    }
}

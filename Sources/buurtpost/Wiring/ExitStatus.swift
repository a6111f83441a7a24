import ArgumentParser

/// How commands end, after sysexits.h.
extension ExitCode {
    /// EX_DATAERR: some of the input was refused; what was good went in.
    static let badData = ExitCode(65)
    /// EX_UNAVAILABLE: something that is needed does not exist or does not answer.
    static let unavailable = ExitCode(69)
    /// EX_IOERR: a disk or an output did not take what was written.
    static let ioError = ExitCode(74)
    /// EX_TEMPFAIL: nothing is lost, try again later.
    static let tryLater = ExitCode(75)
    /// EX_CONFIG: the configuration has problems.
    static let badConfiguration = ExitCode(78)
}

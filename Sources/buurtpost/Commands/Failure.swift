import ArgumentParser
import Digests
import Foundation
import GRDB
import JobQueue
import Links
import Mail
import Neighbourhood

/// Runs a command's work; what it throws is told on standard error, with the exit code that scripts go by.
func reporting(_ work: () throws -> Void) throws {
    do {
        try work()
    } catch let code as ExitCode {
        throw code
    } catch let error as ValidationError {
        throw error
    } catch {
        Output.complain("\(error)")
        throw exitCode(of: error)
    }
}

/// How a command ends that stopped with `error` (sysexits.h); 1 for what nobody thought of.
func exitCode(of error: any Error) -> ExitCode {
    switch error {
    case is ConfigurationProblems, is KeyFileError, is TemplateProblems, is InvalidTransportURL,
        is WrongSuppressionKey:
        .badConfiguration
    case is OutputFailure: .ioError
    case let error as DatabaseError: exitCode(of: error.resultCode)
    case StoreError.inUse, is QueueFull: .tryLater
    case is StoreError, is DemoError: .unavailable
    case is ImportError, is NoDigest, is BadJob, is UnknownJob, is UnknownLetter, is UnknownQueue,
        is UnknownPerson, is UnknownFeed:
        .badData
    default: .failure
    }
}

/// What SQLite tells (<https://sqlite.org/rescode.html>): somebody else writes for long; the disk is full or broken.
private func exitCode(of code: ResultCode) -> ExitCode {
    switch code {
    case .SQLITE_BUSY: .tryLater
    case .SQLITE_FULL, .SQLITE_IOERR: .ioError
    default: .failure
    }
}

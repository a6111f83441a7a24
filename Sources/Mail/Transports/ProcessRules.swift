internal import CLibcurl
import Glibc

/// Rules that hold for the whole process, not for one object.
///
/// The daemon installs them before its first queue starts.
public enum ProcessRules {
    /// Starts libcurl, which is not safe beside other threads that do it (curl_global_init(3)).
    /// Ignores SIGPIPE: libESMTP writes with plain `write(2)`, so that a relay which resets its
    /// connection would otherwise end the process. A write then fails with EPIPE (signal(7)). A
    /// second call changes nothing; programs started later inherit the rule (execve(2)).
    public static func install() { _ = installed }

    private static let installed: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
        let result = curl_global_init(Int(CURL_GLOBAL_SSL))
        precondition(result == CURLE_OK, "libcurl does not start: no memory")
    }()
}

public import Foundation

/// Lets chosen system calls of a child process fail, as a bad or full disk would.
///
/// A small C library is loaded into the child ahead of the C library (`LD_PRELOAD`, ld.so(8)). It numbers the calls
/// that the child makes on files below one folder, from 1, over all threads, and lets some of them fail without doing
/// anything. Everything that the child itself starts inherits it and counts for itself.
public struct FailingCalls: Sendable {
    /// A system call that can fail.
    public enum Call: String, CaseIterable, Sendable {
        case write
        /// With `pwrite`: how SQLite writes its files.
        case pwrite64
        case fdatasync
        case fsync
        case ftruncate
        /// With `posix_fallocate`.
        case fallocate
    }

    /// One call that counted.
    public struct Entry: Equatable, Sendable {
        public let number: Int
        public let call: Call
        /// The path below the folder.
        public let file: String
        public let hasFailed: Bool
    }

    /// Why no library could be built.
    public struct NotBuilt: Error, CustomStringConvertible {
        public let description: String
    }

    /// The folder whose files count, with all below it. Symbolic links in its path are resolved.
    public var folder: URL
    /// Which calls count. The default is all.
    public var calls: Set<Call>
    /// The number of the first that fails, from 1; 0, the default, only counts.
    public var first: Int
    /// How many fail, one after the other. The default is 1.
    public var times: Int
    /// What they fail with. The default is `EIO`.
    public var error: POSIXErrorCode
    /// A file outside of the folder that gets a line for every call that counts; ``entries()`` reads it. The
    /// default is none.
    public var log: URL?

    public init(
        in folder: URL, calls: Set<Call> = Set(Call.allCases), first: Int = 0, times: Int = 1,
        error: POSIXErrorCode = .EIO, log: URL? = nil
    ) {
        self.folder = folder
        self.calls = calls
        self.first = first
        self.times = times
        self.error = error
        self.log = log
    }

    /// What the child's environment has to hold besides what it needs itself. Builds the library at the first call
    /// in this process, in about 0.2 s.
    ///
    /// - Throws: ``NotBuilt`` when there is no C compiler (`clang` comes with Swift) or it refuses.
    public func environment() throws -> [String: String] {
        var variables = [
            "LD_PRELOAD": try Self.library.get().path,
            "FAILING_CALLS_FOLDER": folder.resolvingSymlinksInPath().path,
            "FAILING_CALLS_NAMES": calls.map(\.rawValue).sorted().joined(separator: ","),
            "FAILING_CALLS_FIRST": "\(first)",
            "FAILING_CALLS_TIMES": "\(times)",
            "FAILING_CALLS_ERROR": "\(error.rawValue)",
        ]
        variables["FAILING_CALLS_LOG"] = log?.path
        return variables
    }

    /// The calls that counted until now, in their order; those of several processes one after the other. Empty when
    /// there is no log. To know how many calls a run makes, count with ``first`` at 0.
    ///
    /// - Precondition: The log was written by the library.
    public func entries() -> [Entry] {
        guard let log, let text = try? String(contentsOf: log, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map(Self.entry)
    }

    /// A file's name may hold spaces, the other words do not.
    private static func entry(_ line: Substring) -> Entry {
        let words = line.split(separator: " ")
        guard words.count >= 4, let number = Int(words[0]), let call = Call(rawValue: "\(words[1])")
        else { preconditionFailure("no line of failing-calls.c: \(line)") }
        return Entry(
            number: number, call: call, file: words[2..<(words.count - 1)].joined(separator: " "),
            hasFailed: words.last == "failed")
    }
}

// MARK: The library

extension FailingCalls {
    private static let library = Result { try build() }

    private static let source = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Tests/JobQueueTests/Fixtures/failing-calls.c")

    /// Beside the test bundle. Renamed into its place: another process of tests may be using the one before.
    private static func build() throws -> URL {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let library = URL(fileURLWithPath: bundle).deletingLastPathComponent()
            .appendingPathComponent("libfailingcalls.so")
        guard !library.path.contains(where: { $0 == " " || $0 == ":" }) else {
            throw NotBuilt(
                description: "LD_PRELOAD takes no path with spaces or colons: \(library.path)")
        }
        let fresh = library.appendingPathExtension("\(getpid())")
        try compile(to: fresh)
        guard rename(fresh.path, library.path) == 0 else {
            throw NotBuilt(description: "rename: \(String(cString: strerror(errno)))")
        }
        return library
    }

    private static func compile(to library: URL) throws {
        let compiler = Process()
        compiler.executableURL = try findCompiler()
        compiler.arguments = [
            "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library.path, source.path,
        ]
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else {
            throw NotBuilt(description: "the C compiler refused \(source.lastPathComponent)")
        }
    }

    private static func findCompiler() throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let candidates = ["clang", "cc"].flatMap { name in folders.map { "\($0)/\(name)" } }
        guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw NotBuilt(description: "no clang and no cc in PATH; install a C compiler")
        }
        return URL(fileURLWithPath: found)
    }
}

import BuurtpostTestKit
import Foundation
import Testing

/// The program and a name server that changes its mind, in a network of their own (`rebinding.py`).
@Suite("Names that lead elsewhere a moment later")
struct RebindingTests {
    private struct Run {
        let log: [String]
        let outcome: String
    }

    /// Namespaces for a user, a network and mounts (unshare(1)); not every container permits them.
    private static let canUnshare: Bool = {
        let folder = BuurtpostTestKit.TemporaryFolder()
        let ending = try? RunningProgram(
            URL(filePath: "/usr/bin/unshare"), ["-rnm", "true"], in: folder.url
        ).wait()
        return ending?.status == 0
    }()

    private func run(_ answers: String, path: String, allowPrivate: Bool) throws -> Run {
        let folder = BuurtpostTestKit.TemporaryFolder()
        try folder.write(
            """
            database: post.db
            jobs_directory: \(projectRoot)/jobs
            platform: {name: Utdorp, url: https://utdorp.example}
            mail: {from: post@utdorp.example}
            feeds: [{url: 'http://rebind.example\(path)', kind: ics, allow_private: \(allowPrivate)}]
            """, to: "b.yaml")
        let program = RunningProgram.built("buurtpost").path(percentEncoded: false)
        let script = "cd \"$1\" && exec python3 \"$2\" \"$3\" \"$4\" sync --config b.yaml"
        let ending = try RunningProgram(
            URL(filePath: "/usr/bin/unshare"),
            [
                "-rnm", "sh", "-c", script, "sh", folder.url.path(percentEncoded: false),
                "\(projectRoot)/Tests/buurtpostTests/rebinding.py", answers, program,
            ], in: folder.url
        ).wait()
        try #require(ending.status == 0, "\(ending.complaints)")
        let lines = ending.output.split(separator: "\n").map(String.init)
        let isLog = { (line: String) in line.hasPrefix("asked ") || line.hasPrefix("served ") }
        return Run(
            log: lines.filter(isLog), outcome: lines.filter { !isLog($0) }.joined(separator: "\n"))
    }

    @Test("one question is asked, and its answer is called", .enabled(if: canUnshare))
    func pinned() throws {
        let run = try run("127.0.0.1,127.0.0.2", path: "/x", allowPrivate: true)
        #expect(run.log == ["asked 127.0.0.1", "served 127.0.0.1/x"])
        #expect(run.outcome.contains("no BEGIN:VCALENDAR"))
    }

    @Test("a redirect to the same name is asked and checked again", .enabled(if: canUnshare))
    func redirected() throws {
        let run = try run("127.0.0.1,192.0.2.1", path: "/a", allowPrivate: true)
        #expect(run.log == ["asked 127.0.0.1", "served 127.0.0.1/a", "asked 192.0.2.1"])
        #expect(run.outcome.contains("documentation"))
    }

    @Test("without leave nothing is called, whatever comes second", .enabled(if: canUnshare))
    func refused() throws {
        let run = try run("127.0.0.1,127.0.0.2", path: "/x", allowPrivate: false)
        #expect(run.log == ["asked 127.0.0.1"])
        #expect(run.outcome.contains("this machine"))
    }
}

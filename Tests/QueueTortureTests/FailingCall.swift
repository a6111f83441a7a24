import BuurtpostTestKit
import Foundation

/// One run of a script in which one system call fails, and a healthy run afterwards.
///
/// In three steps, so that several can go on side by side: ``init(_:in:call:_:)`` starts the first run, ``heal()``
/// waits for it and starts the second, ``result()`` waits for that.
struct FailingCall {
    /// What became of it.
    struct Result {
        /// Whether the run made as many calls, so that there was one to fail.
        let hasFailed: Bool
        /// Whether the run heard of the failure, and ended with it.
        let hasEndedIll: Bool
        /// Everything that is not as it should be, in words; empty when the script survived.
        let faults: [String]
    }

    private static let calls: Set<FailingCalls.Call> = [
        .write, .pwrite64, .fdatasync, .fsync, .ftruncate,
    ]

    private let script: Script
    private let wreck: Wreck
    private let failing: FailingCalls
    private let ill: RunningProgram

    /// Lets the call of this number fail, from 1, over all calls on the files of the database.
    init(_ script: Script, in wreck: Wreck, call number: Int, _ error: POSIXErrorCode) throws {
        self.script = script
        self.wreck = wreck
        failing = FailingCalls(
            in: wreck.store, calls: Self.calls, first: number, error: error,
            log: wreck.folder.url.appendingPathComponent("calls"))
        ill = try wreck.start("drain", script.arguments, environment: failing.environment())
    }

    func heal() throws -> Healing {
        let ending = try ill.wait()
        let lost = try script.lost(in: wreck, after: ending).sorted()
        var faults = lost.map { "\($0) was acknowledged and is lost" }
        if ending.status < 0 { faults.append("killed by it: \(ending.complaints)") }
        return Healing(
            script: script, wreck: wreck, hasFailed: failing.entries().contains(where: \.hasFailed),
            hasEndedIll: ending.status != 0, faults: faults,
            healthy: try wreck.start("drain", script.arguments))
    }

    /// The second step: the healthy run is on its way.
    struct Healing {
        fileprivate let script: Script
        fileprivate let wreck: Wreck
        fileprivate let hasFailed: Bool
        fileprivate let hasEndedIll: Bool
        fileprivate let faults: [String]
        fileprivate let healthy: RunningProgram

        func result() throws -> Result {
            let ending = try healthy.wait()
            var faults = faults + (try script.faults(in: wreck))
            if ending.status != 0 { faults.append("not healthy after it: \(ending.complaints)") }
            return Result(hasFailed: hasFailed, hasEndedIll: hasEndedIll, faults: faults)
        }
    }
}

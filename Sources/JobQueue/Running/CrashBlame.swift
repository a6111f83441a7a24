/// Which jobs answer for the death of a process.
///
/// Only jobs whose work had begun are suspects, and a crash counts against one of them only if it ran alone and the
/// process died of its own doing: with several at work nobody knows which it was.
public struct CrashBlame: Equatable, Sendable {
    /// The job whose `crashes` go up by one.
    public let counted: Int64?
    /// Jobs that had better run alone first, in the order they were given.
    public let suspects: [Int64]

    init(counted: Int64?, suspects: [Int64]) {
        self.counted = counted
        self.suspects = suspects
    }

    /// - Parameters:
    ///   - predecessor: What the lock file tells of the process that died.
    ///   - begun: The ids of its jobs whose work had begun (``JobTable/rescueAll()``). Once they are rescued there are
    ///     none, so a second look at the same lock file counts nothing.
    public init(_ predecessor: Predecessor, begun: [Int64]) {
        let alone = predecessor.aloneJob.flatMap { begun.contains($0) ? $0 : nil }
        counted = predecessor.diedOfItsOwnDoing ? alone : nil
        // Who ran alone was a suspect before; being killed from outside clears nobody.
        suspects = begun.filter { predecessor.diedOfItsOwnDoing || $0 == alone }
    }
}

import BuurtpostTestKit
import Synchronization

/// Faults that somebody mends.
final class CurableFaults: SMTPFaultSource {
    private let faults: Mutex<[SMTPFault]>

    init(_ faults: [SMTPFault]) { self.faults = Mutex(faults) }

    /// From the next connection and letter on, all is well.
    func cure() { faults.withLock { $0 = [] } }

    func faults(ofConnection connection: Int) -> [SMTPFault] { [] }

    func faults(ofMessage message: Int, from reversePath: String) -> [SMTPFault] {
        faults.withLock { $0 }
    }
}

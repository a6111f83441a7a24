import Model
import Synchronization

/// Keeps sheets that readers share, as long as nothing they tell about has changed.
final class SheetCache: Sendable {
    /// What makes two readers' sheets the same.
    struct Key: Hashable, Sendable {
        let contents: String
        let form: AddressForm
        /// Polls close while letters leave: a sheet is good for a minute.
        let minute: Int64
    }

    /// One sheet has some 40 KB.
    static let capacity = 64

    private struct State {
        var version: Int64 = -1
        var sheets: [Key: DigestSheet] = [:]
    }

    private let state = Mutex(State())

    /// The sheet for `key`, made by `make` when it is not there or older than `version` of the content.
    ///
    /// Two sessions may make the same sheet at the same time; they come to the same.
    func sheet(for key: Key, version: Int64, make: () throws -> DigestSheet) rethrows -> DigestSheet
    {
        if let sheet = state.withLock({ $0.version == version ? $0.sheets[key] : nil }) {
            return sheet
        }
        let sheet = try make()
        state.withLock { state in
            if state.version != version || state.sheets.count >= Self.capacity {
                state = State(version: version)
            }
            state.sheets[key] = sheet
        }
        return sheet
    }
}

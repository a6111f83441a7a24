import Mail
import Synchronization

/// Keeps the pieces that readers share, as long as nothing they tell about has changed.
final class PrintCache: Sendable {
    struct Key: Hashable, Sendable {
        let name: PrintedPiece.Name
        let voice: DigestVoice
    }

    /// A piece has some 2 KB; a town's morning has a few hundred.
    static let capacity = 4096

    private struct State {
        var version: Int64 = -1
        var pieces: [Key: PrintedPiece?] = [:]
        var contents: [String: DigestContents] = [:]
        var own: [OwnLines.Form: OwnLines] = [:]
    }

    private let state = Mutex(State())

    /// The piece for `key`, set by `make` when it is not there or older than `version` of the content; nil when there
    /// is nothing to tell any more.
    ///
    /// Two sessions may set the same piece at the same time; they come to the same.
    func piece(for key: Key, version: Int64, make: () throws -> PrintedPiece?) rethrows
        -> PrintedPiece?
    {
        let known = state.withLock { $0.version == version ? $0.pieces[key] : nil }
        if let known { return known }
        let piece = try make()
        state.withLock { state in
            if state.version != version || state.pieces.count >= Self.capacity {
                state.version = version
                state.pieces = [:]
            }
            state.pieces[key] = .some(piece)
        }
        return piece
    }

    /// The reader's own lines of a form, made by `make` once: there are a few dozen forms.
    func own(_ form: OwnLines.Form, make: () -> OwnLines) -> OwnLines {
        state.withLock { state in
            if let known = state.own[form] { return known }
            let own = make()
            state.own[form] = own
            return own
        }
    }

    /// What `text` says, read by `make` when it is met for the first time. Many readers have the same.
    func contents(_ text: String, make: () throws -> DigestContents) rethrows -> DigestContents {
        if let known = state.withLock({ $0.contents[text] }) { return known }
        let contents = try make()
        state.withLock { state in
            if state.contents.count >= Self.capacity { state.contents = [:] }
            state.contents[text] = contents
        }
        return contents
    }
}

import BuurtpostTestKit
import Dispatch
import Synchronization

/// A bad day of a relay: random troubles for connections and letters, and now and then the death of the program that
/// sends, while the relay lets it wait at a random point.
final class RandomFaults: SMTPFaultSource {
    /// One MAIL.
    struct Offer {
        let reversePath: String
        /// Which process made it, counted from 1.
        let life: Int
        /// What it met; nil while nothing went wrong.
        var met: SMTPFault?
    }

    private struct State {
        var random: SplitMix64
        var letters: [String: LetterTrouble] = [:]
        var offers: [Int: Offer] = [:]
        var isCalm = false
        var sender: RunningProgram?
        var life = 0
        var killedLives: Set<Int> = []
        /// The number of the MAIL from which on the sender is to die.
        var nextDeath: Int
    }

    private let state: Mutex<State>
    private let between: ClosedRange<Int>
    private let connections = DispatchGroup()

    /// - Parameter between: How many letters are offered from one death to the next.
    init(seed: UInt64, lettersBetweenDeaths between: ClosedRange<Int>) {
        var random = SplitMix64(seed: seed)
        let first = random.number(between)
        self.between = between
        state = Mutex(State(random: random, nextDeath: first))
    }

    /// Every MAIL until now, in order.
    var offers: [Offer] { state.withLock(\.offers).sorted { $0.key < $1.key }.map(\.value) }

    /// The processes that were killed.
    var killedLives: Set<Int> { state.withLock(\.killedLives) }

    /// From now on the sender lives, and connections have no trouble; letters keep what they are in for.
    func calm() { state.withLock { $0.isCalm = true } }

    /// Starts the next process that sends, when all that the one before said has been read.
    func begin(_ start: () throws -> RunningProgram) rethrows -> RunningProgram {
        connections.wait()
        state.withLock { $0.life += 1 }
        let sender = try start()
        state.withLock { state in
            state.sender = sender
            // It may have met its death before we knew its name.
            if state.killedLives.contains(state.life) { sender.kill() }
        }
        return sender
    }

    // MARK: SMTPFaultSource

    func faults(ofConnection connection: Int) -> [SMTPFault] {
        connections.enter()
        return state.withLock { state in
            guard !state.isCalm, state.random.chance(percent: 2) else { return [] }
            return [state.random.pick(Self.ofConnections)]
        }
    }

    func faults(ofMessage message: Int, from reversePath: String) -> [SMTPFault] {
        state.withLock { state in
            state.offers[message] = Offer(reversePath: reversePath, life: state.life)
            if !state.isCalm, message >= state.nextDeath { return [state.random.pick(Self.deaths)] }
            var trouble = state.letters[reversePath] ?? LetterTrouble(using: &state.random)
            defer { state.letters[reversePath] = trouble }
            return trouble.next().map { [$0] } ?? []
        }
    }

    func met(_ fault: SMTPFault, message: Int) {
        state.withLock { state in
            state.offers[message]?.met = fault
            guard fault.action == .hang else { return }
            state.killedLives.insert(state.life)
            state.nextDeath = state.offers.count + state.random.number(between)
            state.sender?.kill()
        }
    }

    func ended(connection: Int) { connections.leave() }

    private static let ofConnections = [
        SMTPFault(at: .greeting, .reply("421 4.3.2 Too early")),
        SMTPFault(at: .greeting, .reply("554 5.3.2 No mail today")),
        SMTPFault(at: .greeting, .drop),
        SMTPFault(at: .hello, .replyThenClose("421 4.3.2 Too early")),
        SMTPFault(at: .hello, .reset),
    ]

    private static let deaths = [
        SMTPFault(at: .mail, .hang),
        SMTPFault(at: .recipient, .hang),
        SMTPFault(at: .data, .hang),
        SMTPFault(at: .text(after: 700), .hang),
        SMTPFault(at: .finalDot, .hang, stores: false),
        SMTPFault(at: .finalDot, .hang, stores: true),
        SMTPFault(at: .finalDot, .hang, stores: true),
    ]
}

import BuurtpostTestKit
import Foundation
import GRDB
import Testing

/// What the relay saw and what the program wrote down, side by side.
struct MailTortureAccount {
    private let expected: [String]
    private let killedLives: Set<Int>
    /// The tries of each letter, in order.
    private let tries: [[RandomFaults.Offer]]
    /// What the relay took.
    private let stored: [SMTPTranscript.Stored]
    private let letters: [Row]
    private let unfinishedJobs: Int
    private let integrity: String
    private let lives: Int

    init(_ torture: MailTorture) throws {
        expected = torture.expected
        killedLives = torture.faults.killedLives
        tries = Array(Dictionary(grouping: torture.faults.offers, by: \.reversePath).values)
        stored = torture.relay.transcript.stored
        letters = try torture.instance.rows(
            "SELECT message_id, address, outcome, possible_copies FROM letter WHERE outcome <> 'skipped'"
        )
        unfinishedJobs = try torture.instance.number(
            "SELECT count(*) FROM job WHERE finalized_at IS NULL AND kind = 'letter'")
        integrity = try torture.instance.integrity()
        lives = torture.lives
    }

    func expectInOrder() {
        #expect(letters.count == expected.count, "each reader has one letter")
        #expect(Set(letters.map { $0["outcome"] as String }) == ["accepted", "refused"])
        #expect(unfinishedJobs == 0)
        #expect(integrity == "ok")
        expectOutcomes()
        expectCopies()
        expectIdentity()
        #expect(repeatedWithoutCause == 0, "what was answered for is never offered again")
    }

    /// The last word of the relay is what was written down.
    private func expectOutcomes() {
        let refused = tries.count { $0.last?.met?.refusesForGood == true }
        let taken = tries.count { $0.last.map { $0.met == nil } ?? false }
        #expect(outcomes["refused"] == refused)
        #expect(outcomes["accepted"] == taken)
        #expect(tries.count == expected.count)
        #expect(lost == 0, "what is accepted arrived")
    }

    private func expectCopies() {
        #expect(copies <= killedLives.count * MailTorture.connections + swallowed)
        #expect(copies <= letters.reduce(0) { $0 + ($1["possible_copies"] as Int) })
        #expect(stored.allSatisfy { DeliveredLetter($0).isWhole }, "none is mutilated")
    }

    /// Copies differ in nothing but the date; letters differ in their Message-ID.
    private func expectIdentity() {
        let byLetter = Dictionary(grouping: stored, by: \.reversePath)
        #expect(byLetter.values.allSatisfy { Set($0.map(\.identity)).count == 1 })
        #expect(Set(stored.map { DeliveredLetter($0).messageID }).count == byLetter.count)
        #expect(Set(stored.map(\.recipients)).isSubset(of: Set(expected.map { [$0] })))
    }

    // MARK: Figures

    private var outcomes: [String: Int] {
        Dictionary(grouping: letters) { $0["outcome"] as String }.mapValues(\.count)
    }

    /// Letters that are accepted by what is written down, and never arrived.
    private var lost: Int {
        let arrived = Set(stored.map { DeliveredLetter($0).messageID })
        return letters.count {
            $0["outcome"] == "accepted" && !arrived.contains($0["message_id"])
        }
    }

    private var copies: Int { stored.count - Set(stored.map(\.reversePath)).count }

    /// Answers to a letter that was taken, which never came.
    private var swallowed: Int {
        tries.joined().count { $0.met.map { $0.swallowsAnswer && $0.stores } ?? false }
    }

    /// Tries after a final answer whose process was not killed.
    private var repeatedWithoutCause: Int {
        repetitions.count { !killedLives.contains($0.life) }
    }

    /// Final answers after which another try came.
    private var repetitions: [RandomFaults.Offer] {
        tries.flatMap { $0.dropLast() }.filter { $0.met == nil || $0.met!.refusesForGood }
    }
}

extension MailTortureAccount: CustomStringConvertible {
    /// The figures of docs/promises.md.
    var description: String {
        """
        \(letters.count) letters: \(outcomes["accepted", default: 0]) accepted, \
        \(outcomes["refused", default: 0]) refused; \(tries.joined().count) tries, \
        \(tries.joined().count { $0.met != nil }) faults, \(killedLives.count) kills in \(lives) lives; \
        \(lost) lost, \(copies) copies, \(swallowed) answers swallowed, \
        \(repetitions.count) tried again after an answer that was not recorded
        """
    }
}

extension DeliveredLetter {
    init(_ message: SMTPTranscript.Stored) {
        self.init(String(decoding: message.octets, as: UTF8.self))
    }
}

extension SMTPTranscript.Stored {
    /// The header without Date: what a copy has to share to the octet.
    fileprivate var identity: [Substring] {
        let text = String(decoding: octets, as: UTF8.self).replacingOccurrences(
            of: "\r\n", with: "\n")
        let end = text.range(of: "\n\n")?.lowerBound ?? text.endIndex
        return text[..<end].split(separator: "\n").filter { !$0.hasPrefix("Date:") }
    }
}

import Foundation
import GRDB
public import Links
import Mail
import Model
import Neighbourhood

/// What readers said no to, on the suppression list: it holds for the address, also after the person is erased or
/// comes back with an import.
public struct OptOuts: Sendable {
    private let key: SecretKey
    private static let source = "page"

    /// - Parameter key: The instance's suppression key.
    public init(key: SecretKey) {
        self.key = key
    }

    /// Writes down what `before` wanted and `after` does not, and lifts what `after` wants: a reader who asks for
    /// mail outweighs that he once stopped it or called it spam. A second call changes nothing more.
    ///
    /// - Parameter before: The choices as they were; what was not wanted then is no opt-out now.
    func follow(
        _ before: ResidentChoices, _ after: ResidentChoices, of resident: Resident, now: Date,
        in db: Database
    ) throws {
        for kind in UnsubscribePage.Kind.allCases {
            if kind.isWanted(after) {
                try lift(.purpose(kind.letters), resident, db)
            } else if kind.isWanted(before) {
                try stop(.purpose(kind.letters), resident, now, db)
            }
        }
    }

    /// No letters of one kind from now on.
    func stop(
        _ kind: UnsubscribePage.Kind, of resident: Resident, now: Date, in db: Database
    ) throws {
        try stop(.purpose(kind.letters), resident, now, db)
    }

    /// No letters at all from now on.
    func stopAll(of resident: Resident, now: Date, in db: Database) throws {
        try stop(.all, resident, now, db)
    }

    /// Letters of one kind again; an opt-out of everything ends with it.
    func start(_ kind: UnsubscribePage.Kind, of resident: Resident, in db: Database) throws {
        try lift(.purpose(kind.letters), resident, db)
        try lift(.all, resident, db)
    }

    private func stop(
        _ scope: SuppressionScope, _ resident: Resident, _ now: Date, _ db: Database
    ) throws {
        guard let address = address(resident) else { return }
        try Suppressions(db, key: key).add(
            address, scope: scope, reason: .unsubscribe, source: Self.source, now: now)
    }

    private func lift(_ scope: SuppressionScope, _ resident: Resident, _ db: Database) throws {
        guard let address = address(resident) else { return }
        try Suppressions(db, key: key).lift(
            address, scope: scope, reasons: [.unsubscribe, .complaint])
    }

    /// nil for what no letter can go to.
    private func address(_ resident: Resident) -> EmailAddress? {
        resident.email.flatMap { try? EmailAddress($0) }
    }
}

extension UnsubscribePage.Kind {
    /// The purpose of the letters that it ends.
    var letters: Purpose {
        switch self {
        case .digest: .digest
        case .reminders: .eventReminder
        case .requests: .helpMatch
        }
    }

    func isWanted(_ choices: ResidentChoices) -> Bool {
        switch self {
        case .digest: choices.digest != .never
        case .reminders: choices.reminders != .never
        case .requests: choices.isHelper
        }
    }
}

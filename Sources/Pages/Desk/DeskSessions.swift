import Crypto
import Foundation
import Synchronization

/// Who has logged in at the desk. Lives in memory: a restart logs everybody out.
///
/// A session is known by the SHA-256 of its secret, so that memory, or a copy of it, lets nobody in.
final class DeskSessions: Sendable {
    /// However busy somebody is, a session ends after this.
    static let longest: TimeInterval = 12 * 3600
    /// A session of which nothing is heard ends after this.
    static let idle: TimeInterval = 3600
    /// Of more sessions the one that was silent longest ends.
    static let most = 100

    /// A session as its owner has it.
    struct Session: Equatable, Sendable {
        /// The name that was given at the log-in.
        let who: String
        /// Goes with every form: only pages of this session know it.
        let formToken: String
    }

    private struct Record {
        let session: Session
        let begunAt: Date
        var heardAt: Date

        func lives(at now: Date) -> Bool {
            now.timeIntervalSince(begunAt) < DeskSessions.longest
                && now.timeIntervalSince(heardAt) < DeskSessions.idle
        }
    }

    private let records = Mutex<[Data: Record]>([:])

    /// Begins a session.
    ///
    /// - Returns: Its secret, 256 bits in hexadecimal, for the cookie.
    func begin(
        _ who: String, now: Date, using generator: inout some RandomNumberGenerator
    ) -> String {
        let secret = Self.chance(using: &generator)
        let session = Session(who: who, formToken: Self.chance(using: &generator))
        records.withLock { records in
            records = records.filter { $0.value.lives(at: now) }
            if records.count >= Self.most,
                let oldest = records.min(by: { $0.value.heardAt < $1.value.heardAt })
            {
                records[oldest.key] = nil
            }
            records[Self.name(of: secret)] = Record(session: session, begunAt: now, heardAt: now)
        }
        return secret
    }

    /// The session with this secret; nil when there is none, or none any more.
    ///
    /// - Parameter isPerson: Whether somebody did something just now; a page that looks for news by
    ///   itself does not keep a session alive.
    func session(_ secret: String, isPerson: Bool, now: Date) -> Session? {
        let name = Self.name(of: secret)
        return records.withLock { records in
            guard let record = records[name], record.lives(at: now) else {
                records[name] = nil
                return nil
            }
            if isPerson { records[name]?.heardAt = now }
            return record.session
        }
    }

    /// Ends a session; one that is not there stays so.
    func end(_ secret: String) {
        _ = records.withLock { $0.removeValue(forKey: Self.name(of: secret)) }
    }

    private static func name(of secret: String) -> Data {
        Data(SHA256.hash(data: Data(secret.utf8)))
    }

    /// 256 bits as 64 hexadecimal digits.
    static func chance(using generator: inout some RandomNumberGenerator) -> String {
        (0..<4).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

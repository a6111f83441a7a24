import ArgumentParser
import Foundation
import JobQueue

/// A job to enqueue before the work begins, from JSON such as `{"key":"a","kind":"fail","args":"{\"times\":2}"}`.
struct ScriptedJob: Decodable, ExpressibleByArgument, Sendable {
    /// Its unique key: a second run enqueues it only when the first did not.
    let key: String
    let kind: String
    /// A JSON object as text. The default is `{}`.
    var args: String?
    /// The default is what the kind decides.
    var maxAttempts: Int?
    /// Due so many seconds after the start of the script. The default is 0.
    var delay: Double?
    /// Expires so many seconds after the start of the script. The default is never.
    var expiry: Double?

    init?(argument: String) {
        guard let job = try? JSONDecoder().decode(Self.self, from: Data(argument.utf8)) else {
            return nil
        }
        self = job
    }

    func job(start: Date) -> NewJob {
        NewJob(
            kind: kind, args: args ?? "{}", scheduledAt: delay.map { start + $0 },
            expiresAt: expiry.map { start + $0 }, maxAttempts: maxAttempts, uniqueKey: key)
    }
}

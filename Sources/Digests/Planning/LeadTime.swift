import Foundation
import Model

/// How far ahead to plan, so that the last letter of the crowd is with the relay before its reader's hour. Pure.
enum LeadTime {
    /// Letters need longer than measured: templates, retries, other mail.
    static let safety = 1.5
    /// Nothing is planned further ahead: what came in during the night would be missing.
    static let longest: Duration = .seconds(3 * 3600)

    /// Until which instant readers are planned now.
    ///
    /// Works backwards from each coming hour: the letters of that and all earlier hours have to leave before it.
    ///
    /// - Parameters:
    ///   - coming: How many readers have their hour at which instant after `now`, in order of time.
    ///   - perSecond: How many letters leave in a second.
    ///   - minimum: The shortest lead.
    static func horizon(
        now: Date, coming: [(at: Date, readers: Int)], perSecond: Double, minimum: Duration
    ) -> Date {
        let shortest = now.addingTimeInterval(minimum.seconds)
        let furthest = now.addingTimeInterval(max(longest.seconds, minimum.seconds))
        var letters = 0
        var horizon = shortest
        for hour in coming {
            letters += hour.readers
            guard hour.at <= furthest else { break }
            let needed = Double(letters) * safety / perSecond
            if hour.at.addingTimeInterval(-needed) <= now { horizon = max(horizon, hour.at) }
        }
        return horizon
    }
}

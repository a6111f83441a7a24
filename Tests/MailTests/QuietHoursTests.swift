import BuurtpostTestKit
import Foundation
import JobQueue
import Model
import Testing

@testable import Mail

/// The readers' night, without a database.
struct QuietHoursTests {
    static func night(_ from: String, _ until: String) -> Night {
        Night(AllowedHours(from: LocalTime(from)!, until: LocalTime(until)!)!, .amsterdam)
    }

    static let nights: [(from: String, until: String, now: String, end: String?)] = [
        ("21:30", "07:00", "2026-03-25T21:29:59+01:00", nil),
        ("21:30", "07:00", "2026-03-25T21:30:00+01:00", "2026-03-26T07:00:00+01:00"),
        ("21:30", "07:00", "2026-03-26T06:59:59+01:00", "2026-03-26T07:00:00+01:00"),
        ("21:30", "07:00", "2026-03-26T07:00:00+01:00", nil),
        ("01:00", "05:00", "2026-03-26T00:59:59+01:00", nil),
        ("01:00", "05:00", "2026-03-26T01:00:00+01:00", "2026-03-26T05:00:00+01:00"),
        // Summer time begins on 29 March 2026: that night is an hour shorter.
        ("21:30", "07:00", "2026-03-28T23:00:00+01:00", "2026-03-29T07:00:00+02:00"),
        ("22:00", "02:30", "2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00"),
        ("22:00", "02:30", "2026-03-29T03:00:00+02:00", nil),
        // It ends on 25 October 2026: 02:30 comes twice, and the night ends the first time.
        ("21:30", "07:00", "2026-10-24T23:00:00+02:00", "2026-10-25T07:00:00+01:00"),
        ("22:00", "02:30", "2026-10-25T02:15:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("22:00", "02:30", "2026-10-25T02:15:00+01:00", nil),
        ("02:30", "06:00", "2026-10-25T02:15:00+01:00", "2026-10-25T06:00:00+01:00"),
    ]

    @Test("a night is one stretch of time, also when the clock is changed in it", arguments: nights)
    func night(from: String, until: String, now: String, end: String?) {
        #expect(Self.night(from, until).end(at: .at(now)) == end.map(Date.at))
    }

    @Test("without nights nobody waits for a morning; what waits for another day comes at seven")
    func none() {
        let night = Night(nil, .amsterdam)
        #expect(night.end(at: .at("2026-03-26T03:00:00+01:00")) == nil)
        #expect(
            night.nextMorning(after: .at("2026-03-25T12:00:00+01:00"))
                == .at("2026-03-26T07:00:00+01:00"))
    }

    @Test(
        "the next morning is tomorrow's, whatever the hour",
        arguments: [
            ("2026-03-28T00:10:00+01:00", "2026-03-29T07:00:00+02:00"),
            ("2026-03-28T23:10:00+01:00", "2026-03-29T07:00:00+02:00"),
            ("2026-10-24T12:00:00+02:00", "2026-10-25T07:00:00+01:00"),
        ])
    func morning(now: String, morning: String) {
        #expect(Self.night("21:30", "07:00").nextMorning(after: .at(now)) == .at(morning))
    }

    static let late = Date.at("2026-03-25T23:00:00+01:00")
    static let morning = Date.at("2026-03-26T07:00:00+01:00")
    static let waits = SendingVerdict.later(morning, reason: "it is night for the reader")
    static let skipped = SendingVerdict.never(
        .skipped, reason: "it is night for the reader, and later would be too late")

    static let letters:
        [(purpose: Purpose, priority: Int, expires: Date?, verdict: SendingVerdict)] = [
            (.account, 2, nil, .send), (.digest, 2, late + 60, .send),
            (.campaign, 0, nil, waits), (.campaign, 0, morning, skipped),
            (.notice, 2, morning + 0.001, waits), (.notice, 2, late + 60, skipped),
            (.helpMatch, 0, nil, waits), (.helpMatch, 0, late + 3600, .send),
            (.helpMatch, 1, late + 3600, skipped),
            (.eventReminder, 0, morning + 3600, waits), (.eventReminder, 0, morning, .send),
            (.eventReminder, 2, late + 1800, .send), (.eventReminder, 2, morning - 60, skipped),
            (.staleEntry, 2, nil, waits),
        ]

    @Test("at night only what cannot wait is sent", arguments: letters)
    func letter(purpose: Purpose, priority: Int, expires: Date?, verdict: SendingVerdict) {
        let letter = Letter(
            preview: NewLetter(
                purpose: purpose, recipient: "resident/1", occasion: "x", priority: priority,
                expiresAt: expires))
        let hours = QuietHours(night: Self.night("21:30", "07:00"), calendar: .amsterdam)
        #expect(hours.judge(letter, now: Self.late) == verdict)
        #expect(hours.judge(letter, now: Self.morning) == .send)
    }
}

public import Foundation
public import Model

extension Schedule {
    /// When the job of an occurrence is due: the occurrence, delayed by a share of ``jitter``.
    ///
    /// The share depends on the name and the occurrence only, so a restart and a preview come to the same. A delay
    /// that would end outside of ``hours`` is left out.
    public func runTime(of occurrence: Date, in calendar: LocalCalendar) -> Date {
        let delayed = occurrence + Double(delay(of: occurrence))
        let isAllowed = hours?.contains(calendar.time(at: delayed)) ?? true
        return isAllowed ? delayed : occurrence
    }

    /// 0 to ``jitter``, in whole seconds.
    private func delay(of occurrence: Date) -> UInt64 {
        let seconds = UInt64(max(jitter.components.seconds, 0))
        guard seconds > 0 else { return 0 }
        return Self.hash("\(name)/\(occurrence.unixMilliseconds)") % (seconds + 1)
    }

    /// FNV-1a of 64 bits (RFC 9923), then the mixing of SplitMix64: FNV's low bits alone follow the last letter.
    private static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in text.utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01B3 }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31)
    }
}

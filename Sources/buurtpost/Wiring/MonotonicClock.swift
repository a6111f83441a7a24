import Glibc

/// CLOCK_MONOTONIC, the clock that systemd compares reloads by (sd_notify(3), clock_gettime(2)).
enum MonotonicClock {
    /// Microseconds since a moment before the start of the system.
    static func microseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
    }
}

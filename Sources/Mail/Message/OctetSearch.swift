import Glibc

/// Searches with memchr(3): every letter is gone through from end to end before it is sent.
extension UnsafeRawBufferPointer {
    /// The first place of `octet` from `start` on; nil when there is none.
    ///
    /// - Parameter start: 0...`count`. The default is 0.
    func first(_ octet: UInt8, from start: Int = 0) -> Int? {
        guard let base = baseAddress else { return nil }
        return memchr(base + start, Int32(octet), count - start).map { UnsafeRawPointer($0) - base }
    }

    /// The first place of an `octet` that has no `neighbour` at `distance` from it; nil when each has one.
    func firstLone(_ octet: UInt8, neighbour: UInt8, at distance: Int) -> Int? {
        var start = 0
        while let place = first(octet, from: start) {
            guard indices.contains(place + distance), self[place + distance] == neighbour
            else { return place }
            start = place + 1
        }
        return nil
    }

    /// The first place of an octet outside ASCII; nil when there is none.
    ///
    /// Nearly always there is none, and then there is no exit from the loop on the way: many octets
    /// go into one instruction.
    var firstOutsideASCII: Int? {
        reduce(0, |) < 0x80 ? nil : firstIndex { $0 >= 0x80 }
    }
}

import Foundation
import Model
import Testing

struct UnixMillisecondsTests {
    @Test("each millisecond comes back from a date as it went in, before 1970 and far ahead too")
    func roundTrip() {
        for start: Int64 in [-62_135_596_800_000, -500, 1_774_414_800_000, 99_999_999_990_000] {
            let wrong = (start..<start + 10_000).filter {
                Date(unixMilliseconds: $0).unixMilliseconds != $0
            }
            #expect(wrong.isEmpty)
        }
    }

    @Test(
        "what lies between two milliseconds becomes the nearer one",
        arguments: [(1.0004, 1000), (1.0006, 1001), (-1.0004, -1000), (-1.0006, -1001)])
    func nearest(seconds: Double, milliseconds: Int64) {
        #expect(Date(timeIntervalSince1970: seconds).unixMilliseconds == milliseconds)
    }
}

import Links
import Testing

@Suite struct VarintTests {
    @Test(
        "a number takes as few octets as it needs and comes back",
        arguments: [
            (UInt64(0), 1), (127, 1), (128, 2), (16_383, 2), (16_384, 3), (1 << 35, 6), (.max, 10),
        ])
    func roundTrip(number: UInt64, count: Int) {
        let octets = Varint.encode(number)
        var rest = (octets + [7])[...]
        #expect(octets.count == count)
        #expect(Varint.decode(&rest) == number)
        #expect(Array(rest) == [7])
    }

    @Test(
        "a number that is cut off, too long or too large is refused",
        arguments: [
            [], [0x80], [0x81, 0x00], [0x80, 0x80, 0x00],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            Array(repeating: 0xFF, count: 11),
        ] as [[UInt8]])
    func refused(octets: [UInt8]) {
        var rest = octets[...]
        #expect(Varint.decode(&rest) == nil)
    }
}

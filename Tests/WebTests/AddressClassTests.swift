import Testing
import Web

@Suite("Addresses that may be called")
struct AddressClassTests {
    @Test(
        "what anybody may have is global, up to the last address before a refused range",
        arguments: [
            "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "126.255.255.255", "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255",
            "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0",
            "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.112.255",
            "223.255.255.255", "2001:200::", "2001:db7:ffff::1", "2001:db9::", "2003::1",
            "2606:4700::1111", "2a00::1", "3fff:1000::",
        ])
    func global(_ text: String) throws {
        #expect(AddressClass(try #require(IPAddress(numeric: text))) == .global)
    }

    @Test("every special-purpose range is refused by its name, first and last", arguments: refused)
    func special(_ text: String, _ range: AddressRange) throws {
        #expect(AddressClass(try #require(IPAddress(numeric: text))) == .refused(range))
    }

    @Test("every range has a case in the table")
    func complete() {
        let tested = Set(Self.refused.map(\.1)).union([.zoned])
        #expect(tested == Set(AddressRange.allCases))
    }

    @Test(
        "every spelling that the resolver accepts is the same address",
        arguments: [
            "127.0.0.1", "127.1", "127.0.1", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001",
            "2130706433", "017700000001", "0x7F.1",
        ])
    func spellings(_ text: String) throws {
        let address = try #require(IPAddress(numeric: text))
        #expect(address.description == "127.0.0.1")
        #expect(AddressClass(address) == .refused(.loopback))
    }

    @Test("an address of one interface is refused, whatever it is")
    func zone() throws {
        let address = try #require(IPAddress(numeric: "fe80::1%lo"))
        #expect(address.hasZone)
        #expect(AddressClass(address) == .refused(.zoned))
    }

    @Test(
        "a name is no number",
        arguments: [
            "localhost", "", "1.2.3.4.5", "256.1.1.1", "0x", "::1::", "127.0.0.1:80", "[::1]",
        ])
    func names(_ text: String) { #expect(IPAddress(numeric: text) == nil) }

    @Test("only networks of one's own can be opened")
    func allowed() {
        let open = AddressRange.allCases.filter(\.mayBeAllowed)
        #expect(open == [.loopback, .privateUse, .sharedSpace])
    }

    private static let refused: [(String, AddressRange)] = [
        ("0.0.0.0", .unspecified), ("0.255.255.255", .unspecified), ("::", .unspecified),
        ("127.0.0.1", .loopback), ("127.255.255.255", .loopback), ("::1", .loopback),
        ("10.0.0.0", .privateUse), ("10.255.255.255", .privateUse), ("172.16.0.0", .privateUse),
        ("172.31.255.255", .privateUse), ("192.168.0.1", .privateUse),
        ("192.168.255.255", .privateUse), ("fc00::", .privateUse),
        ("fdff:ffff::ffff", .privateUse),
        ("100.64.0.0", .sharedSpace), ("100.127.255.255", .sharedSpace),
        ("169.254.0.0", .linkLocal), ("169.254.255.255", .linkLocal), ("fe80::", .linkLocal),
        ("febf:ffff::1", .linkLocal),
        ("192.0.0.0", .protocolAssignments), ("192.0.0.255", .protocolAssignments),
        ("192.31.196.1", .protocolAssignments), ("192.52.193.1", .protocolAssignments),
        ("192.175.48.1", .protocolAssignments), ("2001:1::1", .protocolAssignments),
        ("2001:20::1", .protocolAssignments), ("2001:1ff:ffff::", .protocolAssignments),
        ("2620:4f:8000::1", .protocolAssignments),
        ("192.0.2.1", .documentation), ("198.51.100.255", .documentation),
        ("203.0.113.0", .documentation), ("2001:db8::1", .documentation),
        ("3fff::", .documentation), ("3fff:fff:ffff::", .documentation),
        ("198.18.0.0", .benchmarking), ("198.19.255.255", .benchmarking),
        ("2001:2::1", .benchmarking),
        ("192.88.99.1", .relayAnycast),
        ("224.0.0.0", .multicast), ("239.255.255.255", .multicast), ("ff00::", .multicast),
        ("ffff::1", .multicast),
        ("240.0.0.0", .reserved), ("255.255.255.254", .reserved),
        ("255.255.255.255", .broadcast),
        ("::ffff:127.0.0.1", .mappedIPv4), ("::ffff:1.1.1.1", .mappedIPv4),
        ("::127.0.0.1", .mappedIPv4), ("::1.1.1.1", .mappedIPv4), ("::2", .mappedIPv4),
        ("64:ff9b::7f00:1", .translated), ("64:ff9b::101:101", .translated),
        ("64:ff9b:1::1", .translated), ("64:ff9b:1:ffff::1", .translated),
        ("::ffff:0:7f00:1", .translated),
        ("100::", .discardOnly), ("100::ffff:ffff:ffff:ffff", .discardOnly),
        ("100:0:0:1::1", .discardOnly),
        ("2001::1", .teredo), ("2001:0:ffff::", .teredo),
        ("2002::", .sixToFour), ("2002:7f00:1::", .sixToFour), ("2002:ffff:ffff::", .sixToFour),
        ("5f00::1", .segmentRouting), ("5f00:ffff::", .segmentRouting),
        ("fec0::1", .siteLocal), ("feff:ffff::", .siteLocal),
        ("64:ff9a::1", .unallocated), ("4000::", .unallocated), ("1fff::1", .unallocated),
        ("e000::1", .unallocated), ("200::1", .unallocated),
    ]
}

import Glibc

extension Rule where Value == [String] {
    /// IP addresses separated by commas or spaces, IPv6 without brackets: `127.0.0.1, ::1`. Empty is none.
    static var addresses: Rule {
        Rule { text throws(Complaint) in
            let parts = text.split { ", ".contains($0) }.map(String.init)
            guard parts.allSatisfy(isAddress) else {
                throw Complaint(
                    "holds something that is no IP address",
                    remedy: "write addresses such as \"127.0.0.1, ::1\"")
            }
            return parts
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        var (four, six) = (in_addr(), in6_addr())
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }
}

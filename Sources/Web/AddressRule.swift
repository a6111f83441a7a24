/// Which addresses one hop of a request may connect to.
struct AddressRule {
    /// Whether the operator opened his own networks for this hop.
    let allowsPrivate: Bool

    /// Nil when the address may be called.
    func refusal(of address: IPAddress) -> AddressRange? {
        guard case .refused(let range) = AddressClass(address) else { return nil }
        return allowsPrivate && range.mayBeAllowed ? nil : range
    }

    /// All of them must be allowed: with one good address beside a bad one, which is called would be chance.
    func check(_ addresses: [IPAddress]) throws(WebFailure) {
        for address in addresses {
            if let range = refusal(of: address) { throw .refusedAddress(range) }
        }
    }
}

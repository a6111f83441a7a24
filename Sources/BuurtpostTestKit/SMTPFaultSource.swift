/// Decides what goes wrong in a ``FaultSMTPServer``, connection by connection and message by message.
///
/// All is called on the threads of the connections.
public protocol SMTPFaultSource: Sendable {
    /// Asked once when a connection comes; holds until its first MAIL.
    ///
    /// - Parameter connection: Counted from 1.
    func faults(ofConnection connection: Int) -> [SMTPFault]

    /// Asked once for each MAIL; holds until the connection's next. Of several at one point, the first is taken.
    ///
    /// - Parameters:
    ///   - message: Counted from 1 over all connections.
    ///   - reversePath: Without angle brackets and parameters.
    func faults(ofMessage message: Int, from reversePath: String) -> [SMTPFault]

    /// Called when a fault is met, before anything of it is done. By default nothing.
    ///
    /// - Parameter message: The number of the connection's last MAIL; 0 before the first.
    func met(_ fault: SMTPFault, message: Int)

    /// Called when nothing will be read from a connection any more. By default nothing.
    func ended(connection: Int)
}

extension SMTPFaultSource {
    public func met(_ fault: SMTPFault, message: Int) {}
    public func ended(connection: Int) {}
}

/// A list that is known beforehand.
struct ListedSMTPFaults: SMTPFaultSource {
    let faults: [SMTPFault]

    func faults(ofConnection connection: Int) -> [SMTPFault] {
        faults.filter { $0.message == nil }
    }

    func faults(ofMessage message: Int, from reversePath: String) -> [SMTPFault] {
        faults.filter { ($0.message ?? message) == message }
    }
}

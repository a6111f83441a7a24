import BuurtpostTestKit

@testable import Mail

extension MaildirText {
    /// What another parser should find in a message: what ours does.
    static func expected(_ message: [UInt8]) throws -> PythonMailReader.Expected {
        let structure = try MessageStructure(message)
        return PythonMailReader.Expected(
            octets: message,
            subject: structure.header.only("subject").flatMap(EncodedWordReading.decode) ?? "",
            parts: Dictionary(uniqueKeysWithValues: structure.parts.map { ($0.type.name, $0.text) })
        )
    }
}

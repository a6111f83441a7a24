import Foundation
public import GRDB
public import Links

/// The row of `address_key`: by which key the addresses of this database are known.
///
/// Under another key no suppressed address would be found, and everybody on the list would be written to.
public struct AddressKeyMark {
    private let db: Database

    public init(_ db: Database) {
        self.db = db
    }

    /// Whether `key` is the one. A database without a mark, made by an earlier version or new, knows none yet, and any
    /// key will do.
    public func fits(_ key: SecretKey) throws -> Bool {
        let mark = try Data.fetchOne(db, sql: "SELECT mark FROM address_key")
        return mark.map { $0 == Self.mark(of: key) } ?? true
    }

    /// Notes `key`, unless a key is noted already.
    public func note(_ key: SecretKey) throws {
        try db.execute(
            sql: "INSERT INTO address_key (id, mark) VALUES (1, ?) ON CONFLICT DO NOTHING",
            arguments: [Self.mark(of: key)])
    }

    /// Says nothing about the key or any address.
    private static func mark(of key: SecretKey) -> Data { Data(key.code(for: "address-key", [])) }
}

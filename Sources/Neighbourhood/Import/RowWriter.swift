import GRDB
import Links

/// Writes rows of a file into their table: only what the file says anew.
struct RowWriter {
    /// What became of a row.
    enum Outcome: Equatable {
        case added, changed, same
        case refused(Refusal)
    }

    /// The values of columns of the table, in the table's order.
    private typealias Values = [(column: ImportColumn, value: DatabaseValue)]

    private let table: ImportTable
    private let erasureKey: SecretKey
    private let now: Int64
    private let memory: ImportMemory
    private let names: [String]
    private let sql: RowSQL

    /// - Parameter now: The time of the import in Unix milliseconds.
    init(table: ImportTable, erasureKey: SecretKey, now: Int64) {
        self.table = table
        self.erasureKey = erasureKey
        self.now = now
        memory = ImportMemory(file: table.file)
        names = table.columns.map(\.name)
        sql = RowSQL(table)
    }

    /// Whether the file says about this row, word for word, what it said last time.
    func isRemembered(_ row: ImportRow, in db: Database) throws -> Bool {
        guard let said = try memory.said(row.id, in: db) else { return false }
        return said == ImportMemory.text(of: row.columns, inOrder: names)
    }

    /// Reads the cells of a row. Needs no database, so it is done before the transaction.
    ///
    /// - Throws: ``Refusal`` for the first bad cell.
    func read(_ row: ImportRow) throws -> ReadRow {
        let values = try table.columns.compactMap { column in
            try row.columns[column.name].map { (column, try read($0, as: column, of: row)) }
        }
        return ReadRow(
            row: row, values: values,
            text: ImportMemory.text(of: row.columns, inOrder: names))
    }

    /// Takes the row, or refuses it and writes nothing. Run it inside a transaction.
    ///
    /// - Throws: `DatabaseError` for everything but a broken constraint, which is a refusal.
    func write(_ read: ReadRow, in db: Database) throws -> Outcome {
        do {
            try refuseErased(read.row, in: db)
            guard let said = try memory.said(read.row.id, in: db) else {
                return try writeFirst(read, in: db)
            }
            return try write(read, since: ImportMemory.columns(of: said), in: db)
        } catch let refusal as Refusal {
            return .refused(refusal)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            // SQLite names the rule or the column, never a value (https://sqlite.org/rescode.html).
            let rule = error.message ?? "a constraint"
            let reason = "the row breaks a rule of its table: \(rule)"
            return .refused(read.row.refusal(reason, in: table.file))
        }
    }

    private func read(
        _ text: String, as column: ImportColumn, of row: ImportRow
    ) throws -> DatabaseValue {
        do throws(BadCell) {
            return try column.read(text, now: now)
        } catch {
            let reason = "\(column.name) \(error.reason)"
            throw row.refusal(reason, in: table.file, at: column.name)
        }
    }
}

extension RowWriter {
    /// The file names the row for the first time. A row that somebody else has put there takes all of it.
    private func writeFirst(_ read: ReadRow, in db: Database) throws -> Outcome {
        let isNew = try insert(read.row.id, read.values, in: db)
        if !isNew, table.leavesOthersRows {
            throw read.row.refusal("the id is that of a row of another source", in: table.file)
        }
        if !isNew { _ = try update(read.row.id, read.values, in: db) }
        try memory.remember(read.row.id, said: read.text, in: db)
        return isNew ? .added : .changed
    }

    /// Writes what is new since the file spoke last. A row that was deleted here comes back with all the file
    /// ever said about it.
    private func write(
        _ read: ReadRow, since said: [String: String], in db: Database
    ) throws -> Outcome {
        let news = try news(in: read, since: said)
        let all = said.merging(read.row.columns) { $1 }
        var outcome = Outcome.same
        if !news.isEmpty {
            outcome = .changed
            if try !update(read.row.id, news, in: db) {
                outcome = .added
                _ = try insert(read.row.id, values(of: all, read.row), in: db)
            }
        }
        let text = ImportMemory.text(of: all, inOrder: names)
        try memory.remember(read.row.id, said: text, in: db)
        return outcome
    }

    /// The columns whose value is another than the file said last time. The same value in other words (06:30 and
    /// 6:30) is no news.
    private func news(in read: ReadRow, since said: [String: String]) throws -> Values {
        read.values.filter { column, value in
            guard let before = said[column.name], before != read.row.columns[column.name] else {
                return said[column.name] == nil
            }
            return (try? column.read(before, now: now)) != value
        }
    }

    private func values(of cells: [String: String], _ row: ImportRow) throws -> Values {
        try table.columns.compactMap { column in
            try cells[column.name].map { (column, try read($0, as: column, of: row)) }
        }
    }

    private func refuseErased(_ row: ImportRow, in db: Database) throws {
        for column in table.residentColumns {
            let id =
                column == "id"
                ? row.id : keyPart(column, of: row) ?? row.columns[column]?.trimmingSpaces() ?? ""
            guard try ErasedPerson.contains(externalID: id, key: erasureKey, in: db) else {
                continue
            }
            let reason =
                "\(column) is that of a person who was erased here and is not taken back; "
                + "take it out of the export"
            throw row.refusal(reason, in: table.file, at: column)
        }
    }

    /// False, and nothing is written, when the row is there.
    private func insert(_ id: String, _ values: Values, in db: Database) throws -> Bool {
        var rest = values[...]
        let all = table.columns.map { column in
            rest.first?.column.name == column.name
                ? rest.removeFirst().value : column.valueWhenAbsent(now: now)
        }
        let statement = try db.cachedStatement(sql: sql.insert)
        try statement.execute(arguments: StatementArguments(key(of: id) + all))
        return db.changesCount > 0
    }

    /// False when there is no such row.
    private func update(_ id: String, _ values: Values, in db: Database) throws -> Bool {
        guard !values.isEmpty else { return true }
        let statement = try db.cachedStatement(
            sql: sql.update(values.map(\.column.databaseColumn)))
        try statement.execute(arguments: StatementArguments(values.map(\.value) + key(of: id)))
        return db.changesCount > 0
    }

    private func keyPart(_ column: String, of row: ImportRow) -> String? {
        table.key.firstIndex(of: column).map { table.keyValues(of: row.id)[$0] }
    }

    private func key(of id: String) -> [DatabaseValue] {
        table.keyValues(of: id).map(\.databaseValue)
    }
}

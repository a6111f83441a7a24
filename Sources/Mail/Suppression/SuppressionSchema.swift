/// The tables of suppression and bounces. None has an address in clear; all outlive the person.
enum SuppressionSchema {
    static let tables = """
        CREATE TABLE suppression (
            address_hash BLOB NOT NULL CHECK (length(address_hash) = 32),  -- keyed; docs/bounces.md
            scope TEXT NOT NULL CHECK (length(scope) BETWEEN 1 AND 264),   -- 'all', a purpose, 'notice/<name>'
            reason TEXT NOT NULL CHECK (reason IN ('hard-bounce', 'complaint', 'unsubscribe', 'by-hand')),
            source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 64 AND source NOT LIKE '%@%'),
            at INTEGER NOT NULL,             -- ms
            PRIMARY KEY (address_hash, scope, reason)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bounce_score (
            address_hash BLOB PRIMARY KEY CHECK (length(address_hash) = 32),
            points REAL NOT NULL CHECK (points >= 0),
            at INTEGER NOT NULL,             -- ms, when points was true
            counted_at INTEGER NOT NULL      -- ms, when a bounce counted last
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bounce (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            letter INTEGER NOT NULL,         -- letter.id; the letter may be cleaned before its bounces
            recipient TEXT NOT NULL,         -- as letter.recipient, such as 'organisation/17'
            kind TEXT NOT NULL CHECK (kind IN ('hard', 'soft', 'complaint')),
            code TEXT,                       -- such as '5.1.1' (RFC 3463)
            at INTEGER NOT NULL,             -- ms
            source TEXT NOT NULL CHECK (source IN ('smtp', 'dsn', 'arf'))
        ) STRICT;
        CREATE UNIQUE INDEX bounce_letter ON bounce (letter, source);
        CREATE INDEX bounce_recipient ON bounce (recipient, at);
        CREATE TABLE bounce_message (
            hash BLOB PRIMARY KEY CHECK (length(hash) = 32),  -- SHA-256 of the message that came
            verdict TEXT NOT NULL CHECK (verdict IN ('recorded', 'ignored', 'unclear')),
            reason TEXT NOT NULL,
            at INTEGER NOT NULL              -- ms
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX letter_message_id ON letter (message_id) WHERE message_id IS NOT NULL;
        """

    /// One row, once a key was in use.
    static let addressKey = """
        CREATE TABLE address_key (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            mark BLOB NOT NULL CHECK (length(mark) = 32)  -- keyed, of nothing: tells keys apart
        ) STRICT;
        """
}

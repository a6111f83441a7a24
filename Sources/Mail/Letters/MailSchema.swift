public import GRDB
import Model

/// The tables of mail. Migrations are append-only: what has landed is never edited.
public enum MailSchema {
    /// Adds the migrations of this module to `migrator`. Each runs in a transaction of its own.
    public static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("mail-1-letter") { db in try db.execute(sql: letter) }
        migrator.registerMigration("mail-2-delivery-rate") { db in try db.execute(sql: rate) }
        migrator.registerMigration("mail-3-relay") { db in try db.execute(sql: relay) }
        migrator.registerMigration("mail-4-suppression") { db in
            try db.execute(sql: SuppressionSchema.tables)
        }
        migrator.registerMigration("mail-5-letter-reader") { db in
            try db.execute(sql: letterReader)
        }
        migrator.registerMigration("mail-6-relay-answer") { db in
            try db.execute(sql: relayAnswer)
        }
        migrator.registerMigration("mail-7-address-key") { db in
            try db.execute(sql: SuppressionSchema.addressKey)
        }
    }

    /// `letter` is the record of who gets what: one row per purpose, recipient and occasion.
    private static let letter = """
        CREATE TABLE letter (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            purpose TEXT NOT NULL CHECK (purpose IN ('digest', 'event-reminder', 'campaign', 'notice',
                'help-match', 'stale-entry', 'account')),
            recipient TEXT NOT NULL CHECK (length(recipient) BETWEEN 1 AND 64),  -- such as 'resident/17'
            occasion TEXT NOT NULL CHECK (length(occasion) BETWEEN 1 AND 256),   -- such as '2026-03-25'
            args TEXT NOT NULL DEFAULT '{}'
                CHECK (CASE WHEN json_valid(args) THEN json_type(args) = 'object' ELSE 0 END),
            address TEXT,                    -- to whom, as it was known last
            outcome TEXT NOT NULL DEFAULT 'planned' CHECK (outcome IN ('planned', 'accepted', 'refused',
                'expired', 'suppressed', 'held', 'withdrawn', 'in_doubt', 'skipped')),
            reason TEXT NOT NULL DEFAULT '',
            message_id TEXT,
            relay TEXT,
            reply TEXT,                      -- the server's answer, addresses taken out
            in_doubt INTEGER NOT NULL DEFAULT 0 CHECK (in_doubt >= 0),       -- answers that never came
            possible_copies INTEGER NOT NULL DEFAULT 0 CHECK (possible_copies >= 0),
            planned_at INTEGER NOT NULL,     -- ms
            due_at INTEGER,                  -- ms, when it should be with the relay
            expires_at INTEGER,              -- ms, when it has lost its sense
            settled_at INTEGER,              -- ms, when the outcome became final
            UNIQUE (purpose, recipient, occasion),
            CHECK ((outcome IN ('planned', 'held')) = (settled_at IS NULL))
        ) STRICT;
        CREATE INDEX letter_address ON letter (lower(address)) WHERE address IS NOT NULL;
        CREATE INDEX letter_unfinished ON letter (id) WHERE settled_at IS NULL;
        CREATE INDEX letter_planned_at ON letter (planned_at);
        """

    /// How fast letters left when there was much to do: what a plan reckons its lead with.
    private static let rate = """
        CREATE TABLE delivery_rate (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            per_second REAL NOT NULL CHECK (per_second > 0),
            measured_at INTEGER NOT NULL
        ) STRICT;
        """

    /// A reader's day is two seeks (unfinished, and settled since midnight); so are the letters to an address. What was
    /// skipped is cleaned away long before the rest.
    private static let letterReader = """
        ALTER TABLE letter ADD COLUMN priority INTEGER NOT NULL DEFAULT 2 CHECK (priority BETWEEN 0 AND 3);
        CREATE INDEX letter_recipient ON letter (recipient, settled_at);
        CREATE INDEX letter_skipped ON letter (max(settled_at, coalesce(expires_at, 0)))
            WHERE outcome = 'skipped';
        """

    /// What the relays and the readers' providers have shown of themselves: pauses and rates go on after a restart.
    private static let relay = """
        CREATE TABLE relay (
            name TEXT PRIMARY KEY,           -- as in letter.relay
            failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),   -- pauses since a letter got through
            paused_at INTEGER,               -- ms, since when it is left alone
            probe_at INTEGER,                -- ms, from when on one letter tries whether it is back
            refuses_all INTEGER NOT NULL DEFAULT 0 CHECK (refuses_all IN (0, 1)),
            reason TEXT NOT NULL DEFAULT '', -- why it was paused last, addresses taken out
            spent_until INTEGER,             -- ms, until when its rate is used up
            CHECK ((paused_at IS NULL) = (probe_at IS NULL))
        ) STRICT;
        -- Refusals by policy of which it is not known yet whether they were about the letter or about all of ours.
        CREATE TABLE policy_refusal (
            letter INTEGER PRIMARY KEY REFERENCES letter (id) ON DELETE CASCADE,
            relay TEXT NOT NULL,
            domain TEXT NOT NULL,            -- the recipient's
            reply TEXT NOT NULL,             -- addresses taken out
            tries INTEGER NOT NULL DEFAULT 1 CHECK (tries >= 1),
            refused_at INTEGER NOT NULL,     -- ms
            is_true INTEGER NOT NULL DEFAULT 0 CHECK (is_true IN (0, 1)) -- the relay took another letter after it
        ) STRICT;
        CREATE INDEX policy_refusal_undecided ON policy_refusal (relay, refused_at) WHERE is_true = 0;
        CREATE TABLE recipient_domain (
            domain TEXT PRIMARY KEY,
            configured REAL CHECK (configured > 0),  -- letters a second
            learned REAL CHECK (learned > 0),        -- letters a second, after the provider refused by rate
            changed_at INTEGER,                      -- ms, when the learned rate changed last
            CHECK (configured IS NOT NULL OR learned IS NOT NULL),
            CHECK ((learned IS NULL) = (changed_at IS NULL))
        ) STRICT;
        """

    /// What a relay said that let no letter in, and the rate that it taught by that.
    private static let relayAnswer = """
        ALTER TABLE relay ADD COLUMN learned REAL CHECK (learned > 0);   -- letters a second, after it refused by rate
        ALTER TABLE relay ADD COLUMN learned_at INTEGER                  -- ms, when that changed last
            CHECK ((learned IS NULL) = (learned_at IS NULL));
        ALTER TABLE relay ADD COLUMN reply TEXT;                         -- addresses taken out
        ALTER TABLE relay ADD COLUMN replied_at INTEGER;                 -- ms
        """
}

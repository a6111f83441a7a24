import Digests
import Feeds
import GRDB
import JobQueue
import Mail
import Neighbourhood
import Pages

/// The tables of all modules, in the order in which they came. Append-only.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        QueueSchema.register(in: &migrator)
        MailSchema.register(in: &migrator)
        NeighbourhoodSchema.register(in: &migrator)
        DigestSchema.register(in: &migrator)
        PagesSchema.register(in: &migrator)
        FeedSchema.register(in: &migrator)
        return migrator
    }
}

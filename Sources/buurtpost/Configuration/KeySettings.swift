/// Where the instance's own keys are (`keys` in the file). A file is made at the first start, mode 0600; a
/// systemd credential has to be there already.
struct KeySettings: Equatable, Sendable {
    /// Signs the links in letters; can be rotated. The default is the database's path with `.links.key` in
    /// place of its extension.
    private(set) var links: SecretSource
    /// Makes the keyed hashes of the suppression list and of message ids. It is never rotated: without it the
    /// list means nothing any more. The default is the database's path with `.suppression.key`.
    private(set) var suppression: SecretSource

    init(_ section: Section, database: String) {
        links = .file(SiblingFile.path(of: database, suffix: ".links.key"))
        suppression = .file(SiblingFile.path(of: database, suffix: ".suppression.key"))
        section.read("links_file", into: &links, as: .secret(from: section.folder))
        section.read("suppression_file", into: &suppression, as: .secret(from: section.folder))
    }
}

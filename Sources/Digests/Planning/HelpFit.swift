import Neighbourhood

/// Which help requests a reader is told of. Pure.
struct HelpFit: Sendable {
    /// A request without a radius is told this far around, in metres.
    static let usualRadius = 3000
    private let requests: [(request: HelpRequest, needs: Set<Substring>, required: Set<Substring>)]

    /// - Parameter requests: Open ones. Those that only chosen helpers may hear of, or that nobody can place, are
    ///   left out for everybody.
    init(_ requests: [HelpRequest]) {
        self.requests = requests.filter { $0.safetyLevel == 0 && $0.place != nil }.map {
            (
                request: $0, needs: Set($0.needs.map { $0[...] }),
                required: Set($0.requiredSkills.map { $0[...] })
            )
        }
    }

    /// The requests of others that are new to the reader, near enough, and within the reader's skills: all that are
    /// required, and one of those that are needed. The nearest first.
    ///
    /// A reader without a place on the map gets none; without a distance of one's own, that of the request counts.
    func requests(for reader: DigestReader, after watermark: Int64?) -> [Int64] {
        guard let home = reader.home, !requests.isEmpty else { return [] }
        let skills = Set(reader.skills.split(separator: "|"))
        var near: [(metres: Double, id: Int64)] = []
        for (request, needs, required) in requests {
            guard request.newsRevision ?? 0 > watermark ?? 0,
                request.requester != reader.externalID,
                required.isSubset(of: skills), needs.isEmpty || !needs.isDisjoint(with: skills),
                let metres = request.place?.metres(to: home)
            else { continue }
            let reach = min(request.radius ?? Self.usualRadius, reader.maxDistance ?? .max)
            if metres <= Double(reach) { near.append((metres, request.id)) }
        }
        return near.sorted { ($0.metres, $0.id) < ($1.metres, $1.id) }.map(\.id)
    }
}

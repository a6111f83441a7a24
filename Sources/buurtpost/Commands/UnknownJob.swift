/// There is no job with this id, or none any more.
struct UnknownJob: Error, Equatable, CustomStringConvertible {
    let id: Int64

    var description: String {
        "there is no job \(id) (any more): finished ones are cleaned away after a while; `buurtpost job list` shows those that are there"
    }
}

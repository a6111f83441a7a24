/// How large the parts of a CSV file may be. What is larger is refused, so that a broken file costs bounded
/// memory.
struct CSVLimits: Equatable, Sendable {
    /// Octets of one cell, its quotes not counted. The default is 65,536.
    var cell = 65_536
    /// Octets of one row, quotes and commas counted. The default is 262,144.
    var row = 262_144
    /// Cells of one row, the header's included. The default is 200.
    var columns = 200
}

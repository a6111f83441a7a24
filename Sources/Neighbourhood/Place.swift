import Foundation

/// A place on the map of a town, in degrees (WGS 84).
public struct Place: Equatable, Sendable {
    /// North, -90...90.
    public let latitude: Double
    /// East, -180...180.
    public let longitude: Double

    public init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Metres to another place in a straight line, for distances within a region: the earth is taken as flat between
    /// the two, which is off by less than a thousandth below 100 km.
    public func metres(to other: Place) -> Double {
        let metresPerDegree = 111_195.0
        let north = (other.latitude - latitude) * metresPerDegree
        let middle = (latitude + other.latitude) / 2 * .pi / 180
        let east = (other.longitude - longitude) * metresPerDegree * cos(middle)
        return (north * north + east * east).squareRoot()
    }
}

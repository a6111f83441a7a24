/// A generator of random numbers that gives the same numbers for the same seed on every machine: SplitMix64
/// (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One of the elements.
    ///
    /// - Precondition: There is one.
    public mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(next() % UInt64(elements.count))]
    }

    /// One of the values, each as probable as its weight says.
    ///
    /// - Precondition: The sum of the weights is positive.
    public mutating func pick<Value>(weighted values: [(Value, weight: Int)]) -> Value {
        var rest = Int(next() % UInt64(values.reduce(0) { $0 + $1.weight }))
        for (value, weight) in values {
            if rest < weight { return value }
            rest -= weight
        }
        return values[values.count - 1].0
    }

    /// True in `percent` of a hundred cases.
    public mutating func chance(percent: Int) -> Bool { next() % 100 < UInt64(percent) }

    /// A number of the range, each as probable.
    public mutating func number(_ range: ClosedRange<Int>) -> Int {
        .random(in: range, using: &self)
    }
}

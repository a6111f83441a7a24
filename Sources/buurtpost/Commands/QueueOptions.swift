import ArgumentParser

/// The queue that a command sets something for.
struct QueueOptions: ParsableArguments {
    @Argument(help: "The queue, such as mail or mail/example.org.")
    var name: String

    @Flag(help: "Also for a queue that is not there yet.")
    var force = false

    func validate() throws {
        guard (1...128).contains(name.unicodeScalars.count) else {
            throw ValidationError("the name of a queue has 1 to 128 characters")
        }
    }
}

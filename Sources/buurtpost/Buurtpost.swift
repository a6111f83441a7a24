import ArgumentParser

@main
struct Buurtpost: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The post office of a neighbourhood platform.")
}

import ArgumentParser

/// The option that every command has.
struct ConfigOption: ParsableArguments {
    @Option(help: "The configuration file.")
    var config = "/etc/buurtpost/buurtpost.yaml"
}

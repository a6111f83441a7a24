import ArgumentParser
import Foundation

/// `buurtpost demo`: a sample town, one morning, real letters.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Works through one morning of a made-up town and shows the letters.",
        discussion: """
            Needs no configuration and sends nothing: the letters go into a Maildir in DIR, with a page to leaf \
            through them. A former demo in DIR is replaced; any other folder that is not empty is left alone.
            """)

    @Option(help: ArgumentHelp("The folder to make.", valueName: "dir"))
    var dir = "demo"

    func validate() throws {
        if dir.isEmpty { throw ValidationError("--dir needs the name of a folder") }
    }

    func run() throws {
        try reporting {
            let places = DemoSource.places(
                workingFolder: FileManager.default.currentDirectoryPath,
                executable: try FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/self/exe"))
            let demo = Demo(
                source: try DemoSource(in: places), folder: DemoFolder(dir),
                program: CommandLine.arguments[0])
            let result = try demo.run()
            result.remarks.forEach(Output.complain)
            try Output.show(result.text)
        }
    }
}

// swift-tools-version: 6.2
import PackageDescription

/// `make test` and CI set this: a warning is then an error. Users who build with a newer compiler are
/// not stopped by its new warnings.
let strict = Context.environment["BUURTPOST_WARNINGS"] == "error"

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// Imports go down only; docs/architecture.md draws the floors.
let package = Package(
    name: "buurtpost",
    products: [.executable(name: "buurtpost", targets: ["buurtpost"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Ground floor: C libraries and values.
        .systemLibrary(
            name: "CLibESMTP", pkgConfig: "libesmtp-1.0", providers: [.apt(["libesmtp-dev"])]),
        .systemLibrary(
            name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibical", pkgConfig: "libical", providers: [.apt(["libical-dev"])]),
        .systemLibrary(
            name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .target(name: "Model", swiftSettings: settings),

        // First floor: signed links and the protocol of the pages behind them; the queue, which
        // knows no mail.
        .target(name: "Links", dependencies: ["Model", crypto, grdb], swiftSettings: settings),
        .target(name: "JobQueue", dependencies: ["Model", grdb, logging], swiftSettings: settings),

        // Second floor: mail, which knows no neighbourhood.
        .target(
            name: "Mail",
            dependencies: [
                "CGMime", "CLibESMTP", "CLibcurl", "Model", "Links", "JobQueue", grdb, logging,
                crypto,
                mustache,
            ],
            swiftSettings: settings),

        // Third floor: the neighbourhood.
        .target(
            name: "Neighbourhood",
            dependencies: ["CLibical", "Model", "Links", "JobQueue", "Mail", grdb],
            swiftSettings: settings),

        // Beside it: what is asked of the web.
        .target(name: "Web", dependencies: ["CLibcurl", "Model"], swiftSettings: settings),

        // Features: never import each other.
        .target(
            name: "Digests",
            dependencies: [
                "Model", "Links", "JobQueue", "Mail", "Neighbourhood", grdb, logging, mustache,
            ],
            swiftSettings: settings),

        // Pages: the web server, and what a reader does with their own data.
        .target(
            name: "Pages",
            dependencies: [
                "CCrypt", "Model", "Links", "JobQueue", "Mail", "Neighbourhood", grdb, logging,
                hummingbird, hummingbirdCore, httpTypes, nio, crypto,
            ],
            swiftSettings: settings),

        .target(
            name: "Feeds",
            dependencies: [
                "CLibXML2", "Model", "Links", "JobQueue", "Neighbourhood", "Web", grdb, crypto,
            ],
            swiftSettings: settings),

        // The roof: commands, configuration, wiring.
        .executableTarget(
            name: "buurtpost",
            dependencies: [
                "Model", "Links", "JobQueue", "Mail", "Neighbourhood", "Digests", "Feeds", "Web",
                "Pages", grdb, crypto, logging, yams, arguments,
            ],
            swiftSettings: settings),

        // Tests. No product depends on the test kit.
        .target(
            name: "BuurtpostTestKit",
            dependencies: ["Model", "JobQueue", "Mail", "Neighbourhood", grdb, logging],
            resources: [.copy("tls_front.py")],
            swiftSettings: settings),
        .testTarget(
            name: "ModelTests", dependencies: ["Model", "BuurtpostTestKit"], swiftSettings: settings
        ),
        .testTarget(
            name: "LinksTests", dependencies: ["Links", "Model", "BuurtpostTestKit"],
            swiftSettings: settings),
        .testTarget(
            name: "JobQueueTests",
            dependencies: ["JobQueue", "Model", "BuurtpostTestKit", "crashprobe", grdb],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(
            name: "MailTests",
            dependencies: ["Mail", "Model", "Links", "JobQueue", "BuurtpostTestKit", grdb],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(
            name: "NeighbourhoodTests",
            dependencies: ["Neighbourhood", "Model", "JobQueue", "BuurtpostTestKit", grdb],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(
            name: "FeedsTests",
            dependencies: [
                "Feeds", "Web", "Neighbourhood", "JobQueue", "Links", "Model", "BuurtpostTestKit",
                grdb,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "WebTests", dependencies: ["Web", "Model", "BuurtpostTestKit"],
            swiftSettings: settings),
        .testTarget(
            name: "DigestsTests",
            dependencies: [
                "Digests", "Neighbourhood", "Mail", "Model", "Links", "JobQueue",
                "BuurtpostTestKit", grdb,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PagesTests",
            dependencies: [
                "Pages", "Digests", "Neighbourhood", "Mail", "Model", "Links", "JobQueue",
                "BuurtpostTestKit", grdb, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "buurtpostTests",
            dependencies: [
                "buurtpost", "Model", "Mail", "Links", "JobQueue", "BuurtpostTestKit", grdb,
                logging,
            ],
            exclude: ["rebinding.py"], swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["buurtpost", "Model", "Mail", "Links", "BuurtpostTestKit", grdb],
            swiftSettings: settings),
        .testTarget(
            name: "QueueTortureTests",
            dependencies: ["queueprobe", "JobQueue", "Model", "BuurtpostTestKit", grdb],
            swiftSettings: settings),

        // The program that the torture tests kill; docs/promises.md has what they show.
        .executableTarget(
            name: "queueprobe", dependencies: ["JobQueue", "Model", grdb, logging, arguments],
            path: "Tests/QueueProbe", swiftSettings: settings),

        // Dies on purpose; the queue's tests start it.
        .executableTarget(
            name: "crashprobe", dependencies: ["JobQueue"], path: "Tests/CrashProbe",
            swiftSettings: settings),

        // Works the C libraries for valgrind; docs/transports.md has how, and what it gave.
        .executableTarget(
            name: "memoryprobe", dependencies: ["Mail", "Links", "Model", "BuurtpostTestKit"],
            path: "Tests/MemoryProbe", swiftSettings: settings),

        // `swift run -c release benchmarks`; docs/benchmarks.md has what it gave.
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "Model", "Links", "JobQueue", "Mail", "Neighbourhood", "Digests",
                "BuurtpostTestKit", grdb, logging, arguments,
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: "Tests/Benchmarks", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

import BuurtpostTestKit
import Foundation
import Testing

extension EndToEnd {
    @Suite("Mistakes")
    struct MistakeTests {
        @Test(
            "a broken configuration, job and template are all told at once with file and line; mended, every letter goes out"
        )
        func configuration() throws {
            let instance = try Instance()
            _ = try instance.settle(EndToEnd.town(100))
            let expected = try Census(instance.townFolder).addresses(EndToEnd.due)
            let whole = try breakAll(instance)

            for arguments in [["check-config"], ["run", "--drain"]] {
                let ending = try Program.run(
                    arguments + ["--config", instance.folder.path("buurtpost.yaml")],
                    in: instance.folder.url)
                let told = ending.output + ending.complaints
                #expect(ending.status == 78)
                for place in Self.places {
                    #expect(told.contains(try Regex("\(place)(:\\d+)?: ")), "\(told)")
                }
            }
            #expect(try instance.number("SELECT count(*) FROM letter") == 0)

            for (name, text) in whole { try instance.folder.write(text, to: name) }
            #expect(try instance.drain(at: EndToEnd.morning).status == 0)
            expectOneEach(try instance.letters(), expected)
        }

        private static let places = [
            "buurtpost.yaml:11", "jobs/digest/job.yaml:1", "jobs/digest/nl/post.html:1",
        ]

        /// - Returns: The files as they were.
        private func breakAll(_ instance: Instance) throws -> [String: String] {
            let mistakes =
                [
                    "buurtpost.yaml": { $0 + "retenton:\n  letters: 30d\n" },
                    "jobs/digest/job.yaml": { "max_items: many\n" + $0 },
                    "jobs/digest/nl/post.html": { "{{titel}}\n" + $0 },
                ] as [String: (String) -> String]
            var whole: [String: String] = [:]
            for (name, mistake) in mistakes {
                let text = try String(contentsOfFile: instance.folder.path(name), encoding: .utf8)
                whole[name] = text
                try instance.folder.write(mistake(text), to: name)
            }
            return whole
        }

        @Test(
            "bad lines of a file are refused with file, line and column; the good ones go in and are written to"
        )
        func badLines() throws {
            let instance = try Instance()
            try instance.folder.write(
                """
                id,given_name,email,digest_time,digest,status
                r1,Aaltje,aaltje@example.nl,07:00,daily,active
                r2,Bart,no address,07:00,daily,active
                r3,Carla,carla@example.nl,25:00,daily,active
                r4,Daan,daan@example.nl,07:00,hourly,active
                r5,Elif,elif@example.nl,08:00,daily,active

                """, to: "town/residents.csv")
            try instance.folder.write(
                "id,title,url,published_at\np1,Koffie,https://www.example.nl/1,2026-03-24T10:00:00Z\np2,Thee,https://www.example.nl/2,yesterday\n",
                to: "town/posts.csv")
            let ending = try instance.run("import", instance.townFolder.path)
            #expect(ending.status == 65)
            for place in ["residents.csv:3", "residents.csv:4", "residents.csv:5", "posts.csv:3"] {
                let line = try Regex("\(place):\\d+: ")
                #expect(ending.output.contains(line), "\(ending.output)")
            }
            #expect(!ending.output.contains("@example.nl"), "no address is shown")
            #expect(try instance.drain(at: EndToEnd.morning).status == 0)
            expectOneEach(try instance.letters(), ["aaltje@example.nl", "elif@example.nl"])
        }
    }
}

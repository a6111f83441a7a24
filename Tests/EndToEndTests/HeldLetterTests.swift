import BuurtpostTestKit
import Foundation
import Testing

extension EndToEnd {
    @Suite("A letter that may not be sent as it is")
    struct HeldLetterTests {
        private let instance: Instance
        /// In the future of this machine's clock, because `job retry` goes by that.
        private let morning: String
        private let yesterday: String

        init() throws {
            instance = try Instance()
            let day = 86_400.0
            let now = Date()
            morning = now.addingTimeInterval(2 * day).ISO8601Format().prefix(11) + "07:00:00Z"
            yesterday = now.addingTimeInterval(day).ISO8601Format()
            try instance.folder.write(
                """
                id,given_name,email,digest_time,digest,status
                r1,Aaltje,aaltje@example.nl,07:00,daily,active
                r2,Bart,bart@example.nl,07:00,daily,active

                """, to: "town/residents.csv")
        }

        @Test("is held and tells why and what to do; mended, a retry sends it, once and whole")
        func mended() throws {
            try publish("https://www.example.nl/koffie?voor=aaltje@example.nl")
            #expect(try instance.drain(at: morning).status == 0)
            expectOneEach(try instance.letters(), ["bart@example.nl"])
            #expect(try instance.outcomes() == ["accepted": 1, "held": 1])

            let list = try answer("letter", "list", "--outcome", "held")
            #expect(list.contains("a web address holds the reader's address"))
            #expect(list.contains("`buurtpost letter show ID` tells what to do"))
            let sheet = try answer("letter", "show", "\(letter)")
            #expect(sheet.contains("a web address holds the reader's address"))
            #expect(sheet.contains("then `buurtpost job retry \(try job)`"), "\(sheet)")

            // A retry that mends nothing holds it again.
            #expect(try answer("job", "retry", "\(job)") == "made due: 1 job\n")
            #expect(try instance.drain(at: morning).status == 0)
            #expect(try instance.outcomes() == ["accepted": 1, "held": 1])

            try publish("https://www.example.nl/koffie")
            #expect(try answer("job", "retry", "\(job)") == "made due: 1 job\n")
            #expect(try instance.outcomes() == ["accepted": 1, "planned": 1])
            #expect(try instance.drain(at: morning).status == 0)
            #expect(try instance.outcomes() == ["accepted": 2])
            expectOneEach(try instance.letters(), ["aaltje@example.nl", "bart@example.nl"])
        }

        private func publish(_ url: String) throws {
            try instance.folder.write(
                "id,title,text,url,published_at\np1,Koffie,Om tien uur.,\(url),\(yesterday)\n",
                to: "town/posts.csv")
            let ending = try instance.run("import", instance.townFolder.path)
            #expect(ending.status == 0, "\(ending)")
        }

        private var letter: Int {
            get throws { try instance.number("SELECT id FROM letter WHERE outcome = 'held'") }
        }

        private var job: Int {
            get throws {
                try instance.number(
                    """
                    SELECT job.id FROM job JOIN letter ON job.args ->> 'letter' = letter.id
                    WHERE kind = 'letter' AND outcome = 'held'
                    """)
            }
        }

        private func answer(_ words: String...) throws -> String {
            let ending = try Program.run(
                words + ["--config", instance.configuration], in: instance.folder.url)
            #expect(ending.status == 0, "\(words): \(ending)")
            return ending.output
        }
    }
}

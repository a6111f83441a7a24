/// The text of a settings file, read and found fit for the YAML parser.
///
/// The parser walks nested nodes by recursion and accepts every character, so what would exhaust the
/// stack or hide in a terminal is refused here, before it is parsed.
struct SettingsText: Sendable {
    /// How many octets a file may hold.
    static let sizeLimit = 65_536
    /// How many characters a line may hold. It also limits how deep indented nodes can nest.
    static let lineLimit = 500
    /// How many `[` and `{` a file may hold. It also limits how deep bracketed nodes can nest.
    static let bracketLimit = 200

    /// The lines without their line ends. A file that ends with a line end has an empty last line.
    let lines: [String.UnicodeScalarView]

    /// Reads the file.
    ///
    /// - Throws: ``ConfigurationProblems`` with everything that keeps the file from being parsed: it is
    ///   missing, a folder, too large, empty or not UTF-8, or lines of it cannot be accepted.
    init(path: String) throws(ConfigurationProblems) {
        let octets: [UInt8]
        do {
            octets = try FileOctets.read(path, limit: Self.sizeLimit).octets
        } catch {
            throw Self.whole(path, error.complaint(limit: Self.sizeLimit))
        }
        try self.init(octets: octets, path: path)
    }

    /// As ``init(path:)``, with the octets at hand; `path` is for messages.
    init(octets: [UInt8], path: String) throws(ConfigurationProblems) {
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw Self.notUTF8(octets, path: path)
        }
        let lines = Self.lines(of: text)
        guard lines.contains(where: { $0.contains { !$0.properties.isWhitespace } }) else {
            throw Self.whole(
                path,
                Complaint("is empty", remedy: "start from the sample that comes with buurtpost"))
        }
        let problems = Self.problems(in: lines, path: path)
        guard problems.isEmpty else { throw ConfigurationProblems(problems: problems.sorted()) }
        self.lines = lines
    }

    /// Splits as YAML 1.1 does (§4.2 of the specification): at LF, CR, CRLF, NEL, LS and PS.
    private static func lines(of text: String) -> [String.UnicodeScalarView] {
        var lines = [String.UnicodeScalarView()]
        var afterReturn = false
        for scalar in text.unicodeScalars.drop(while: { $0 == "\u{FEFF}" }) {
            let isBreak = "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar)
            if isBreak && !(afterReturn && scalar == "\n") { lines.append(.init()) }
            if !isBreak { lines[lines.count - 1].append(scalar) }
            afterReturn = scalar == "\r"
        }
        return lines
    }

    private static func problems(in lines: [String.UnicodeScalarView], path: String) -> [Problem] {
        var brackets = 0
        var problems: [Problem] = []
        for (index, line) in lines.enumerated() {
            brackets += line.count { $0 == "[" || $0 == "{" }
            let complaint = lineComplaint(line) ?? bracketComplaint(brackets)
            guard let (column, complaint) = complaint else { continue }
            problems.append(problem(path, index + 1, column, complaint))
            if brackets > bracketLimit { break }
        }
        return problems
    }

    private static func bracketComplaint(_ count: Int) -> (Int, Complaint)? {
        guard count > bracketLimit else { return nil }
        return (
            1,
            Complaint(
                "is after \(bracketLimit) brackets still opening more",
                remedy: "write lists and settings on lines of their own, indented")
        )
    }

    private static func lineComplaint(_ line: String.UnicodeScalarView) -> (Int, Complaint)? {
        if line.count > lineLimit {
            return (
                lineLimit + 1,
                Complaint("is longer than \(lineLimit) characters", remedy: "shorten the line")
            )
        }
        return tabComplaint(line) ?? characterComplaint(line)
    }

    private static func tabComplaint(_ line: String.UnicodeScalarView) -> (Int, Complaint)? {
        let indentation = line.prefix { $0 == " " || $0 == "\t" }
        let rest = line.dropFirst(indentation.count)
        guard let first = rest.first, first != "#",
            let column = column(in: line, where: { $0 == "\t" }),
            column <= indentation.count
        else { return nil }
        return (column, Complaint("is indented with a tab", remedy: "use spaces"))
    }

    private static func characterComplaint(_ line: String.UnicodeScalarView) -> (Int, Complaint)? {
        let column = column(in: line) { ($0.isControl && $0 != "\t") || DisarmedText.reserves($0) }
        return column.map {
            ($0, Complaint("holds an invisible character", remedy: "type the line again"))
        }
    }

    private static func column(
        in line: String.UnicodeScalarView, where isMeant: (Unicode.Scalar) -> Bool
    ) -> Int? {
        line.firstIndex(where: isMeant).map { line.distance(from: line.startIndex, to: $0) + 1 }
    }

    private static func notUTF8(_ octets: [UInt8], path: String) -> ConfigurationProblems {
        let good = validPrefix(of: octets)
        let lines = lines(of: good)
        let complaint = Complaint("is not UTF-8", remedy: "save the file as UTF-8")
        return ConfigurationProblems(problems: [
            problem(path, lines.count, (lines.last?.count ?? 0) + 1, complaint)
        ])
    }

    /// The text up to the first octet that is not UTF-8.
    private static func validPrefix(of octets: [UInt8]) -> String {
        var decoder = UTF8()
        var iterator = octets.makeIterator()
        var good = String.UnicodeScalarView()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { good.append(scalar) }
        return String(good)
    }

    private static func whole(_ path: String, _ complaint: Complaint) -> ConfigurationProblems {
        ConfigurationProblems(problems: [problem(path, 1, 1, complaint)])
    }

    private static func problem(
        _ path: String, _ line: Int, _ column: Int, _ complaint: Complaint
    ) -> Problem {
        Problem(
            place: .file(path: path, line: line, column: column), key: "", what: complaint.what,
            remedy: complaint.remedy)
    }
}

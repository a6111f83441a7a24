import Links
import Model

/// Writes a page as HTML. Every text goes through ``escaped(_:)``; there is no other way in.
struct PageHTML {
    let platform: Platform

    /// A whole document. No script, no image, nothing from elsewhere; headings in order; every
    /// field has its label.
    func document(_ content: PageContent) -> String {
        let title = Self.escaped(content.title)
        let name = Self.escaped(platform.name)
        let blocks = content.blocks.enumerated().map { block($1, number: $0) }.joined(
            separator: "\n")
        return """
            <!DOCTYPE html>
            <html lang="\(content.language.rawValue)">
            <head>
            <meta charset="utf-8">
            <title>\(title) – \(name)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <style>\(PageStyle.css)</style>
            </head>
            <body>
            <header>\(name)</header>
            <main>
            <h1>\(title)</h1>
            \(blocks)
            </main>
            <footer><a href="\(Self.escaped(platform.url))">\(name)</a></footer>
            </body>
            </html>

            """
    }

    /// Text between tags or inside double quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            // Browsers show nothing for these, or refuse the page.
            case _ where scalar.properties.generalCategory == .control: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private func block(_ block: PageBlock, number: Int) -> String {
        switch block {
        case .heading(let text): "<h2>\(Self.escaped(text))</h2>"
        case .paragraph(let text): "<p>\(Self.escaped(text))</p>"
        case .notice(let text): "<p class=\"notice\" role=\"status\">\(Self.escaped(text))</p>"
        case .list(let items):
            "<ul>" + items.map { "<li>\(Self.escaped($0))</li>" }.joined() + "</ul>"
        case .facts(let facts): "<dl>" + facts.map(fact).joined() + "</dl>"
        case .link(let text, let link):
            "<p><a href=\"\(Self.escaped(link.description))\">\(Self.escaped(text))</a></p>"
        case .form(let form): self.form(form, number: number)
        }
    }

    private func fact(_ fact: PageFact) -> String {
        "<dt>\(Self.escaped(fact.name))</dt><dd><bdi>\(Self.escaped(fact.value))</bdi></dd>"
    }

    /// Without an `action` attribute: it goes to the address at which the page stands.
    private func form(_ form: PageForm, number: Int) -> String {
        let style =
            switch form.weight {
            case .main: ""
            case .other: " class=\"other\""
            case .grave: " class=\"grave\""
            }
        let action =
            form.action.isEmpty
            ? ""
            : "<input type=\"hidden\" name=\"\(PageSubmission.actionField)\" value=\"\(Self.escaped(form.action))\">"
        let fields = form.fields.map { field($0, id: "f\(number)-\(Self.escaped($0.name))") }
        return "<form method=\"post\"\(style)>\(action)\(fields.joined())"
            + "<button type=\"submit\">\(Self.escaped(form.button))</button></form>"
    }

    // MARK: Fields

    private func field(_ field: PageField, id: String) -> String {
        switch field.kind {
        case .one(let options, let chosen):
            group(field, id, options, type: "radio") { $0 == chosen }
        case .any(let options, let chosen):
            group(field, id, options, type: "checkbox", isChosen: chosen.contains)
        case .oneOfMany(let options, let chosen):
            single(field, id, "<select\(names(field, id))>\(list(options, chosen))</select>")
        case .day(let day):
            single(
                field, id, "<input type=\"date\"\(names(field, id)) value=\"\(Self.escaped(day))\">"
            )
        case .line(let text, let longest):
            single(
                field, id,
                "<input type=\"text\"\(names(field, id)) maxlength=\"\(longest)\" value=\"\(Self.escaped(text))\">"
            )
        }
    }

    private func names(_ field: PageField, _ id: String) -> String {
        let hint = field.hint.isEmpty ? "" : " aria-describedby=\"\(id)-hint\""
        return " id=\"\(id)\" name=\"\(Self.escaped(field.name))\"\(hint)"
    }

    private func hint(_ field: PageField, _ id: String) -> String {
        field.hint.isEmpty
            ? "" : "<p class=\"hint\" id=\"\(id)-hint\">\(Self.escaped(field.hint))</p>"
    }

    private func single(_ field: PageField, _ id: String, _ control: String) -> String {
        "<div class=\"field\"><label for=\"\(id)\">\(Self.escaped(field.label))</label>"
            + hint(field, id) + control + "</div>"
    }

    private func group(
        _ field: PageField, _ id: String, _ options: [PageOption], type: String,
        isChosen: (String) -> Bool
    ) -> String {
        let described = field.hint.isEmpty ? "" : " aria-describedby=\"\(id)-hint\""
        let inputs = options.map { option in
            let checked = isChosen(option.value) ? " checked" : ""
            return
                "<label class=\"option\"><input type=\"\(type)\" name=\"\(Self.escaped(field.name))\""
                + " value=\"\(Self.escaped(option.value))\"\(checked)><span>\(Self.escaped(option.label))</span></label>"
        }
        return "<fieldset\(described)><legend>\(Self.escaped(field.label))</legend>"
            + hint(field, id) + inputs.joined() + "</fieldset>"
    }

    private func list(_ options: [PageOption], _ chosen: String) -> String {
        options.map { option in
            let selected = option.value == chosen ? " selected" : ""
            return
                "<option value=\"\(Self.escaped(option.value))\"\(selected)>\(Self.escaped(option.label))</option>"
        }.joined()
    }
}

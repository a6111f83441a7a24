/// What a digest says in one language.
public struct DigestLanguage: Sendable {
    public let templates: DigestTemplates
    /// nil: then no digest in this language has a question of the week.
    public let questions: QuestionList?

    public init(templates: DigestTemplates, questions: QuestionList?) {
        self.templates = templates
        self.questions = questions
    }
}

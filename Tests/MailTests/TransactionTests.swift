import Testing

@testable import Mail

@Suite("The outcome rule")
struct TransactionTests {
    /// mail, recipient, complete, transfer, handed over, verdict. The first group is what libESMTP
    /// was seen to leave.
    static let rows: [(Int, Int, Bool, Int, Bool, Transaction.Verdict)] = [
        (250, 250, true, 250, true, .accepted),
        (250, 251, true, 250, true, .accepted),
        (250, 450, false, 554, false, .refusedForNow(.recipient, relayUsable: true)),
        (250, 450, true, 554, true, .refusedForNow(.recipient, relayUsable: true)),
        (250, 550, true, 554, false, .refusedForGood(.recipient)),
        (250, 550, true, 250, true, .refusedForGood(.recipient)),
        (451, 0, false, 0, false, .refusedForNow(.mail, relayUsable: true)),
        (550, 0, false, 0, false, .relayRefused(.mail)),
        (421, 0, false, 0, false, .relayRefused(.mail)),
        (250, 421, false, 0, false, .relayRefused(.recipient)),
        (250, 250, false, 451, false, .refusedForNow(.transfer, relayUsable: true)),
        (250, 250, true, 554, false, .refusedForGood(.transfer)),
        (250, 250, false, 421, false, .relayRefused(.transfer)),
        (250, 250, false, 421, true, .refusedForNow(.transfer, relayUsable: false)),
        (250, 250, false, 452, true, .refusedForNow(.transfer, relayUsable: true)),
        (250, 250, true, 554, true, .refusedForGood(.transfer)),
        (0, 0, false, 0, false, .unanswered(.mail)),
        (250, 0, false, 0, false, .unanswered(.recipient)),
        (250, 250, false, 0, false, .unanswered(.transfer)),
        (250, 250, false, 354, false, .unanswered(.transfer)),
        (250, 250, false, 0, true, .inDoubt),
        (250, 250, false, 354, true, .inDoubt),
        (250, 250, false, 250, true, .inDoubt),
        (250, 250, false, 250, false, .unanswered(.transfer)),
        (250, 250, true, 250, false, .unanswered(.transfer)),
        (354, 0, false, 0, false, .unanswered(.mail)),
        (250, 354, false, 0, false, .unanswered(.recipient)),
        (250, 250, false, 999, true, .inDoubt),
    ]

    @Test("reads the numbers libESMTP leaves", arguments: rows.indices)
    func table(index: Int) {
        let (mail, recipient, complete, transfer, handedOver, verdict) = Self.rows[index]
        let transaction = Transaction(
            mail: mail, recipient: recipient, recipientComplete: complete, transfer: transfer,
            textHandedOver: handedOver)
        #expect(transaction.verdict == verdict)
    }

    @Test("calls nothing accepted, and nothing refused, that was not answered so")
    func properties() {
        let codes = [0, 25, 199, 200, 250, 299, 354, 421, 450, 499, 500, 554, 599, 600]
        for transaction in Self.all(codes) {
            switch transaction.verdict {
            case .accepted: #expect(transaction.everythingSaysYes)
            case .inDoubt: #expect(transaction.textHandedOver)
            case .refusedForNow(let stage, _):
                #expect((400...499).contains(transaction.code(stage)))
            case .refusedForGood(let stage): #expect((500...599).contains(transaction.code(stage)))
            case .relayRefused(let stage):
                #expect(transaction.code(stage) == 421 || (500...599).contains(transaction.mail))
            case .unanswered: #expect(!transaction.everythingSaysYes)
            }
        }
    }

    private static func all(_ codes: [Int]) -> [Transaction] {
        codes.flatMap { mail in
            codes.flatMap { recipient in
                codes.flatMap { transfer in
                    [(false, false), (false, true), (true, false), (true, true)].map {
                        Transaction(
                            mail: mail, recipient: recipient, recipientComplete: $0.0,
                            transfer: transfer, textHandedOver: $0.1)
                    }
                }
            }
        }
    }
}

extension Transaction {
    fileprivate var everythingSaysYes: Bool {
        mail / 100 == 2 && recipient / 100 == 2 && transfer / 100 == 2 && recipientComplete
            && textHandedOver
    }

    fileprivate func code(_ stage: Stage) -> Int {
        switch stage {
        case .mail: mail
        case .recipient: recipient
        case .transfer: transfer
        }
    }
}

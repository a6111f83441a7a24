import GRDB
import Model

extension ImportColumn {
    /// A whole number in `range`; empty is `empty`, or NULL.
    static func integer(
        _ name: String, in range: ClosedRange<Int64>, whenEmpty empty: Int64? = nil
    ) -> ImportColumn {
        ImportColumn(name, whenEmpty: .means(empty.databaseValue)) { text throws(BadCell) in
            guard let number = Int64(text), range.contains(number) else {
                throw BadCell(
                    "is no whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number.databaseValue
        }
    }

    /// `yes` or `no`, stored as 1 or 0; empty is no.
    static func yesOrNo(_ name: String) -> ImportColumn {
        ImportColumn(name, whenEmpty: .means(0.databaseValue)) { text throws(BadCell) in
            guard text == "yes" || text == "no" else { throw BadCell("is neither yes nor no") }
            return (text == "yes" ? 1 : 0).databaseValue
        }
    }

    /// Degrees with a decimal point in `range`; empty is NULL.
    static func degrees(_ name: String, in range: ClosedRange<Double>) -> ImportColumn {
        ImportColumn(name, whenEmpty: .means(.null)) { text throws(BadCell) in
            guard !text.contains(",") else {
                throw BadCell("has a comma; write the decimals behind a point, such as 51.83")
            }
            // Double() alone would take "inf", "nan", "0x1p3" and "1e1" too.
            let isDecimal = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 || $0 == 46 }
            guard isDecimal, let degrees = Double(text), range.contains(degrees) else {
                let (low, high) = (Int(range.lowerBound), Int(range.upperBound))
                throw BadCell("is no number of degrees from \(low) to \(high), such as 51.83")
            }
            return degrees.databaseValue
        }
    }

    /// An instant (RFC 3339), stored in Unix milliseconds; empty is NULL unless said otherwise.
    static func time(_ name: String, whenEmpty: EmptyCell = .means(.null)) -> ImportColumn {
        ImportColumn(name, whenEmpty: whenEmpty) { text throws(BadCell) in
            guard let time = RFC3339Time(text) else {
                throw BadCell(
                    "is no time with an offset; write it like 2026-03-25T06:30:00+01:00")
            }
            guard validTimes.contains(time.milliseconds) else {
                throw BadCell("lies before 1974 or after 2199; correct the year")
            }
            return time.milliseconds.databaseValue
        }
    }

    /// A day (`yyyy-mm-dd`), stored as it is; empty is NULL.
    static func date(_ name: String) -> ImportColumn {
        ImportColumn(name, whenEmpty: .means(.null)) { text throws(BadCell) in
            guard let date = LocalDate(text) else {
                throw BadCell("is no day; write it like 2026-03-25")
            }
            return date.description.databaseValue
        }
    }

    /// A time on the wall (`HH:MM`), stored in minutes after 00:00.
    static func timeOfDay(
        _ name: String, as databaseColumn: String, whenEmpty: LocalTime
    ) -> ImportColumn {
        ImportColumn(
            name, as: databaseColumn, whenEmpty: .means(whenEmpty.minute.databaseValue)
        ) { text throws(BadCell) in
            guard let time = LocalTime(text) else {
                throw BadCell("is no time of day from 00:00 to 23:59; write it like 06:30")
            }
            return time.minute.databaseValue
        }
    }

    /// A day of the week (`mo`…`su`), stored as 1...7; empty is Monday.
    static func weekday(_ name: String) -> ImportColumn {
        ImportColumn(name, whenEmpty: .means(1.databaseValue)) { text throws(BadCell) in
            guard let index = PartOfWeek.days.firstIndex(of: text) else {
                throw BadCell("is none of \(PartOfWeek.days.joined(separator: ", "))")
            }
            return (index + 1).databaseValue
        }
    }

    /// Whole hours in `range` separated by `|`, stored falling and without repetitions.
    static func hours(_ name: String, in range: ClosedRange<Int>) -> ImportColumn {
        ImportColumn(name) { text throws(BadCell) in
            let entries = CellList.entries(of: text)
            let hours = entries.compactMap { Int($0) }.filter(range.contains)
            guard hours.count == entries.count else {
                throw BadCell(
                    "is no list of hours from \(range.lowerBound) to \(range.upperBound); "
                        + "write it like 24|2")
            }
            let sorted = Set(hours).sorted(by: >)
            return CellList.join(sorted.map { String($0) }).databaseValue
        }
    }

    /// 1974 to 2199: below it, milliseconds are seconds that somebody forgot to multiply.
    static let validTimes: ClosedRange<Int64> = 126_230_400_000...7_258_118_399_999
}

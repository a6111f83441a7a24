#!/usr/bin/env python3
"""Writes recurrence-expected.json: random rules and the starts that python-dateutil gives for them.

Run in this folder; the same seed gives the same file. Where dateutil and RFC 5545 differ, dateutil is asked
in another way:
- DTSTART is always a start of its own rule, because dateutil leaves it out otherwise.
- BYSETPOS in weekly rules: dateutil takes the first week from DTSTART on, so it is asked from the week's
  first day.
- BYWEEKNO: dateutil errs around New Year, so the days of the rule without it are filtered by ISO week.
"""
import json
import random
from datetime import date, datetime, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrulestr

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
SHOWN = 25
chance = random.Random(20260325)


def some(values, most):
    return chance.sample(values, chance.randint(1, most))


def maybe(share):
    return chance.random() < share


def listed(name, values):
    return f"{name}=" + ",".join(str(value) for value in values)


def weekdays(frequency, by_week, by_month):
    days = some(DAYS, 4)
    if frequency in ("DAILY", "WEEKLY") or by_week:
        return days
    most = 4 if frequency == "MONTHLY" or by_month else 40
    return [
        (str(chance.choice([1, -1]) * chance.randint(1, most)) if maybe(0.5) else "") + day
        for day in days
    ]


def rule():
    frequency = chance.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}"]
    if maybe(0.5):
        parts.append(f"INTERVAL={chance.randint(1, 6)}")
    by_month = maybe(0.3)
    if by_month:
        parts.append(listed("BYMONTH", some(range(1, 13), 5)))
    by_week = frequency == "YEARLY" and maybe(0.2)
    if not by_week and maybe(0.3):
        parts.append(f"WKST={chance.choice(DAYS)}")
    if by_week:
        parts.append(listed("BYWEEKNO", some([-53, -2, -1, 1, 2, 10, 26, 52, 53], 3)))
    if by_week or maybe(0.5):
        parts.append(listed("BYDAY", weekdays(frequency, by_week, by_month)))
    if frequency != "WEEKLY" and maybe(0.3):
        parts.append(listed("BYMONTHDAY", some([-31, -2, -1, 1, 2, 13, 15, 28, 29, 30, 31], 4)))
    if frequency == "YEARLY" and maybe(0.15):
        parts.append(listed("BYYEARDAY", some([-366, -100, -1, 1, 60, 100, 200, 366], 4)))
    if maybe(0.2):
        parts.append(listed("BYHOUR", some(range(24), 3)))
    if maybe(0.2):
        parts.append(listed("BYMINUTE", some([0, 15, 30, 45], 2)))
    if not by_week and maybe(0.25):
        parts.append(listed("BYSETPOS", some([-3, -2, -1, 1, 2, 3], 2)))
    return ";".join(parts)


def parts_of(text):
    return dict(part.split("=") for part in text.split(";"))


def in_weeks(day, weeks):
    year, week, _ = day.isocalendar()
    count = date(year, 12, 28).isocalendar().week
    return week in weeks or week - count - 1 in weeks


def all_starts(text, first):
    parts = parts_of(text)
    if "COUNT" not in parts and "UNTIL" not in parts:
        text += ";UNTIL=20500101T000000"  # a rule that never matches is given up
    if weeks := parts.get("BYWEEKNO"):
        weeks = [int(week) for week in weeks.split(",")]
        text = text.replace(f";BYWEEKNO={parts['BYWEEKNO']}", "")
        return (start for start in rrulestr(text, dtstart=first) if in_weeks(start, weeks))
    if parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts:
        back = (first.weekday() - DAYS.index(parts.get("WKST", "MO"))) % 7
        found = rrulestr(text, dtstart=first - timedelta(days=back))
        return (start for start in found if start >= first)
    return iter(rrulestr(text, dtstart=first))


def starts(text, first):
    return list(islice(takewhile(lambda start: start.year < 2050, all_starts(text, first)), SHOWN))


def ending(text, found):
    ends = ["", "", f";UNTIL={chance.choice(found):%Y%m%dT%H%M%S}"]
    parts = parts_of(text)
    if "BYWEEKNO" not in parts and not (parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts):
        ends.append(f";COUNT={chance.randint(1, 20)}")
    return chance.choice(ends)


def case():
    text = rule()
    if text.startswith("FREQ=WEEKLY") and "BYSETPOS" in text and "BYDAY" not in text:
        return None
    earliest = datetime(2020, 1, 1) + timedelta(days=chance.randrange(2000))
    earliest += timedelta(minutes=15 * chance.randrange(96))
    found = starts(text, earliest)
    if not found or starts(text, found[0])[:1] != found[:1]:
        return None
    text += ending(text, found)
    return {
        "rule": text,
        "start": f"{found[0]:%Y%m%dT%H%M%S}",
        "starts": [f"{start:%Y%m%dT%H%M%S}" for start in starts(text, found[0])],
    }


cases = []
while len(cases) < 600:
    if made := case():
        cases.append(made)
with open("recurrence-expected.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(made) for made in cases) + "\n]\n")

"""The readable page of the book: what is in force of a violation on a day, for whom, by which body, how well known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.fines import PARTY_KINDS, Body, Fine
from huiyin.knowledge.law.steps.fields import word_of
from huiyin.knowledge.law.telling import rule_in_words
from huiyin.knowledge.law.types import Text

_BODIES: dict[Body, Text] = {
    "enforcement": Text(zh="城管执法", en="city management"),
    "housing": Text(zh="房屋管理", en="housing"),
    "planning": Text(zh="规划资源", en="planning"),
    "construction": Text(zh="建设管理", en="construction"),
    "fire": Text(zh="消防救援", en="fire service"),
    "greening": Text(zh="绿化市容", en="greening"),
}


def lines(code: str, day: dt.date, book: Book) -> Iterator[str]:
    """The page of a violation on a day, line by line, Chinese first."""
    name = book.violations[code].name
    yield f"{name.zh} {name.en} ({code}), {day}"
    rules = [
        fine
        for fine in book.fines.get(code, ())
        if fine.since <= day and (fine.until is None or day <= fine.until)
    ]
    for fine in rules:
        words, whom = rule_in_words(fine, book), _for_whom(fine, code, book)
        yield f"  {words.zh}"
        yield f"    {whom.zh}〔{fine.confidence}，{book.sources[fine.source].title.zh}〕"
        yield f"  {words.en}"
        yield f"    {whom.en} [{fine.confidence}, {book.sources[fine.source].title.en}]"
    if not rules:
        yield "  没有当日有效的处罚规定"
        yield "  no rule in force on that day"


def _for_whom(fine: Fine, code: str, book: Book) -> Text:
    """Which parties, committed how, and by which bodies; what is the same for everybody is not said."""
    ways = [row.name for row in book.details.get(code, ()) if row.id in fine.details]
    kinds = [word_of(one) for one in PARTY_KINDS if one in fine.parties]
    parts = [
        [*kinds]
        if len(kinds) < len(PARTY_KINDS)
        else [Text(zh="个人和单位", en="persons and organisations")],
        # The table has another word for the agency that decides.
        [word_of("agency-firm" if one == "agency" else one) for one in fine.roles],
        ways,
        [_BODIES[one] for one in fine.bodies],
    ]
    said = [part for part in parts if part]
    return Text(
        zh="；".join("、".join(one.zh for one in part) for part in said),
        en="; ".join(", ".join(one.en for one in part) for part in said),
    )

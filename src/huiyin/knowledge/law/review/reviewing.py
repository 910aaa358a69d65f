"""All checks over one case file, each defect with its article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.defects import Defect
from huiyin.knowledge.law.review import before_deciding, carrying_out, deciding, measures, removal, visits
from huiyin.knowledge.law.review.case_file import CaseFile
from huiyin.knowledge.law.review.finding import Finding


@dataclass(frozen=True, slots=True)
class Found:
    """A defect of a case file: what the book says of its kind, and what of this file shows it."""

    defect: Defect
    finding: Finding


def review(case: CaseFile, book: Book) -> list[Found]:
    """What in a case file is not lawful, in the order of the book. A case without a decision is held to what was due so far."""
    found = [Found(book.defects[one.code], one) for one in _findings(case, book)]
    order = list(book.defects)
    return sorted(found, key=lambda one: order.index(one.defect.id))


def _findings(case: CaseFile, book: Book) -> Iterator[Finding]:
    return chain(
        visits.competence(case),
        visits.in_time(case, book),
        visits.made_lawfully(case),
        measures.preservation(case),
        measures.seizure(case),
        measures.recordings(case),
        before_deciding.orders(case, book),
        before_deciding.notice(case),
        before_deciding.hearing(case),
        before_deciding.legal_review(case),
        deciding.in_time(case),
        deciding.amount(case, book),
        deciding.served(case),
        carrying_out.payment(case),
        carrying_out.court(case),
        removal.removed(case),
        removal.supplies(case),
        removal.notes(case),
        carrying_out.consequences(case),
    )

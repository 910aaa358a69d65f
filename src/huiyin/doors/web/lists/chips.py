"""The filters that are set, as chips with names and the way to take each off."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from huiyin.doors.web.design.shapes import Chip
from huiyin.doors.web.lists.asking import Asked
from huiyin.doors.web.lists.words import LABELS, choices
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.desk import Row
from huiyin.records.problems.queries import NAMED, names_of

FLAGS = ("unassigned", "recheck", "returned", "orders", "recurrence", "concentrated")
PLAIN = ("q", "first_from", "first_to")


def chips(asked: Asked, rows: Sequence[Row], scope: Scope) -> list[Chip]:
    """A chip for each value. Names that the rows hold are not read anew: one statement at most, none as a rule."""
    query = asked.query
    names = _names(query, rows, scope)
    made = []
    for key, values in query.items():
        words = dict(choices(key)) if key not in (*NAMED, *FLAGS, *PLAIN) else {}
        for value in values:
            if key in NAMED:
                said = names.get((key, int(value))) or gettext("编号 %(id)s") % {"id": value}
            else:
                said = gettext("是") if key in FLAGS else words.get(value, value)
                said = said if said.strip() else gettext("空格")
            made.append(Chip(str(LABELS[key]), said, asked.address(without=(key, value))))
    return made


def _names(query: dict[str, list[str]], rows: Sequence[Row], scope: Scope) -> dict[tuple[str, int], str]:
    known: dict[tuple[str, int], str] = {}
    for row in rows:
        for kind, pk, name in (
            ("lead", row.lead_id, row.lead),
            ("officer", row.officer_id, row.officer),
            ("compound", row.compound_id, row.compound),
        ):
            if pk is not None and name is not None:
                known[kind, pk] = name
    wanted: dict[str, list[int]] = {}
    for kind in NAMED:
        ids = [int(value) for value in query.get(kind, ())]
        if len(ids) == 1 and rows and kind in ("district", "subdistrict", "neighbourhood"):
            # All rows lie there.
            known[kind, ids[0]] = getattr(rows[0], kind) or ""
        if missing := [pk for pk in ids if (kind, pk) not in known]:
            wanted[kind] = missing
    return known | names_of(scope, wanted)

"""What people said of readings, as labelled texts by which a reader is taught: with who said it, and of which reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.registry.models import Unit
from huiyin.records.reports import readings
from huiyin.records.reports.incoming import Said
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Judgement, JudgementKind

_TAUGHT = (JudgementKind.CONFIRMED, JudgementKind.CORRECTED)
_AT_ONCE = 500


def corrections(unit: Unit, *, rejected: bool = False) -> Iterator[dict[str, Any]]:
    """The texts that a unit and its teams received and whose readings were judged, in the order of their reports.

    Of each ``id, text, violations, scope, act, in_progress, place, by, at, model``: the text is masked, and the place holds
    its parts by the words of the text. ``rejected`` gives those as well in which a person found nothing, be it that they
    confirmed a reading that found nothing; of these scope and act are the reader's, which nobody looked at. What was amended
    or erased since it was judged is left out.
    """
    kinds = (*_TAUGHT, JudgementKind.REJECTED) if rejected else _TAUGHT
    judged = Judgement.objects.filter(kind__in=kinds, report__erased_at__isnull=True)
    if not unit.everywhere:
        here = Unit.objects.filter(pk=unit.pk) | Unit.objects.filter(parent=unit.pk)
        judged = judged.filter(report__unit__in=here)
    for one in judged.select_related("report").order_by("report_id").iterator(chunk_size=_AT_ONCE):
        said = msgspec.json.decode(one.said, type=Said)
        nothing_ours = one.kind == JudgementKind.CONFIRMED and not said.violations
        if readings.mark(one.report) == bytes(one.mark) and (rejected or not nothing_ours):
            yield _line(one, said)


def _line(one: Judgement, said: Said) -> dict[str, Any]:
    text = masked(one.report.text)
    words: dict[str, str] = msgspec.json.decode(one.words)
    return {
        "id": str(one.report_id),
        "text": text,
        "violations": list(said.violations),
        "scope": said.scope,
        "act": said.act,
        "in_progress": said.in_progress,
        "place": {part: words[part] for part in readings.PARTS if words.get(part) and words[part] in text},
        "by": one.actor,
        "at": to_shanghai(one.at).isoformat(),
        "model": one.reader,
    }

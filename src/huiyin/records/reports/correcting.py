"""Correcting a refused row by hand: the row as received, with some cells changed, prepared anew."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from datetime import datetime

import msgspec

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger import vault
from huiyin.records.ledger.action import By
from huiyin.records.registry.queries import gazetteer
from huiyin.records.reports.actions.correct import CorrectionRefused, correct
from huiyin.records.reports.actions.receive import Receipt, Source
from huiyin.records.reports.landing.errors import Problem
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header
from huiyin.records.reports.mappings import load_mapping
from huiyin.records.reports.models import Channel, LandedRow
from huiyin.records.reports.preparing import Preparer
from huiyin.records.reports.queries import as_received


def correct_row(
    actor: str, at: datetime, door: str, landed_id: int, changes: AnyMapping[str, str]
) -> Receipt:
    """Change the cells of ``changes`` (column name to value) in a refused row and promote it.

    Raises :class:`CorrectionRefused`, naming row and column, for a column that the row does not have and for what is still
    wrong after the change; ``LandedRow.DoesNotExist`` for an unknown row.
    """
    row = LandedRow.objects.select_related("batch").get(pk=landed_id)
    batch = row.batch
    if batch is None:
        raise CorrectionRefused(f"landed row {landed_id} came from no file / 该行不是由文件导入")
    try:
        cells = as_received(row)
    except vault.Unreadable as error:
        raise CorrectionRefused(
            f"landed row {landed_id} cannot be opened: {error} / 该行已删除或无法解密"
        ) from error
    unknown = [name for name in changes if name not in cells]
    if unknown:
        raise CorrectionRefused(
            f"第 {row.position} 行没有「{unknown[0]}」一列 / row {row.position} has no such column"
        )
    cells |= changes
    bound = load_mapping(batch.mapping).bind(Header(1, tuple(cells)))
    preparer = Preparer(bound, gazetteer(), to_shanghai(at).date())
    (prepared,) = preparer.prepare([Row(row.position, tuple(cells.values()))])
    if prepared.refusal:
        problem = msgspec.json.decode(prepared.refusal, type=list[Problem])[0]
        raise CorrectionRefused(f"{problem.message_zh}。{problem.advice_zh} / {problem.message_en}")
    return correct(By(actor, at, door), landed_id, Source(Channel(batch.channel), batch.unit_id), prepared)

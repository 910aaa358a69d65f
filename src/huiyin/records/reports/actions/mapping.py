"""Saving which column of a source is which field."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from huiyin.records.ledger import chain
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.landing.errors import MappingRefused, Problem
from huiyin.records.reports.landing.mapping import SHIPPED, Mapping
from huiyin.records.reports.models import SavedMapping

# Fields that tell who a person is, whatever their column is called: encrypted, never shown.
IDENTITIES = frozenset({"reporter_name", "phone", "call_id", "clerk"})
# Characters of a mapping's name.
NAME = 16


@action("mapping.save")
def save(by: By, name: str, fields: AnyMapping[str, str], based_on: str) -> Mapping:
    """Save which columns (by name) are which fields; words for closed sets of values are those of a shipped mapping.

    A mapping of the same name is replaced by a newer version, by who saved it: others read their files with it. Raises
    ``MappingRefused`` where no column is the text, two are the same field, or the name is empty, too long, a shipped one's or
    another person's.
    """
    base = Mapping.load(based_on).to_dict()
    _refuse_name(name)
    held = SavedMapping.objects.select_for_update().filter(name=name).first()
    if held is not None and held.actor != by.actor:
        raise _refused(f"“{name}”已由他人使用", f"{name!r} is another person's")
    version = held.version + 1 if held is not None else 1
    columns: list[dict[str, Any]] = [
        {"field": field, "names": [column], "identity": field in IDENTITIES, "required": field == "text"}
        for column, field in fields.items()
        if field
    ]
    mapping = Mapping.from_dict(
        {
            "name": name,
            "version": version,
            "columns": columns,
            "values": {key: base["values"][key] for key in base["values"] if key in fields.values()},
            "absent": base["absent"],
            "expected": ["number"] if "number" in fields.values() else [],
        }
    )
    content = chain.canonical(mapping.to_dict())
    if held is None:
        held = SavedMapping(name=name)
    held.version, held.content, held.actor, held.at = version, content, by.actor, by.at
    held.save()
    enter("mapping", held.pk, {"name": name, "version": version, "columns": dict(fields)}, first=version == 1)
    return mapping


def _refuse_name(name: str) -> None:
    if not name or len(name) > NAME or not name.isprintable():
        raise _refused(f"名称须为1至{NAME}个字", f"a name has 1 to {NAME} characters")
    if name in SHIPPED:
        raise _refused(f"“{name}”另有用途", f"{name!r} stands for something else")


def _refused(zh: str, en: str) -> MappingRefused:
    return MappingRefused(
        Problem(
            code="mapping.name",
            message_zh=f"列对照不能保存：{zh}",
            message_en=f"the mapping cannot be saved: {en}",
            advice_zh="请换一个名称。",
            advice_en="Choose another name.",
        )
    )

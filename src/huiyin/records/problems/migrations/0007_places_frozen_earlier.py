"""Forms that were frozen before places were kept are given what the registry says of their compounds now.

The firm is the one that the registry has for the day of the freezing. A form whose compound was merged meanwhile and that went
along is given what it went to: what its own compound was, was not kept.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from huiyin.knowledge.law.clocks import to_shanghai

_AREAS = ("district", "subdistrict", "neighbourhood")
_CHUNK = 500


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor | None) -> None:
    """Give each frozen form that has none its place."""
    frozen = apps.get_model("problems", "SurveyForm").objects.filter(
        frozen_at__isnull=False, frozen_place=None
    )
    places = apps.get_model("problems", "FrozenPlace").objects
    beside = [f"compound__{area}" for area in _AREAS]
    forms = list(frozen.order_by("pk").select_related("compound", *beside))
    for start in range(0, len(forms), _CHUNK):
        part = forms[start : start + _CHUNK]
        firms = _firms(apps, [form.compound_id for form in part])
        places.bulk_create(
            [
                places.model(
                    form=form,
                    compound=form.compound,
                    name=form.compound.name,
                    address=form.compound.address,
                    counting_unit_id=form.compound.counting_unit_id,
                    households=form.compound.households,
                    firm=_on(firms[form.compound_id], to_shanghai(form.frozen_at).date()),
                    **_areas(form.compound),
                )
                for form in part
            ]
        )


def _areas(compound: Any) -> dict[str, Any]:
    areas = {name: getattr(compound, name) for name in _AREAS}
    return areas | {f"{name}_name": area.name if area else "" for name, area in areas.items()}


_Mandate = tuple[date | None, date | None, str]


def _firms(apps: StateApps, compounds: list[int]) -> dict[int, list[_Mandate]]:
    found: dict[int, list[_Mandate]] = defaultdict(list)
    mandates = apps.get_model("registry", "Mandate").objects.filter(compound__in=compounds)
    for compound, *mandate in mandates.values_list("compound_id", "from_date", "until", "firm__name"):
        found[compound].append((mandate[0], mandate[1], mandate[2]))
    return found


def _on(mandates: list[_Mandate], day: date) -> str:
    return next(
        (
            firm
            for since, until, firm in mandates
            if (since is None or since <= day) and (until is None or day <= until)
        ),
        "",
    )


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("problems", "0006_frozen_places")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

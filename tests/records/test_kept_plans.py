"""What is asked of PostgreSQL again and again it keeps prepared: planning a page's statements takes it longer than the rest."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import desk
from huiyin.records.problems.filters import Filters
from huiyin.records.registry.models import Unit
from records.problems.list_making import registry

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has no server that could keep anything"
    ),
]
OFTEN = 8


def kept(words: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE strpos(statement, %s) > 0", [words]
        )
        return [statement for (statement,) in cursor.fetchall()]


def test_one_statement_is_kept_whatever_its_values() -> None:
    for n in range(OFTEN):
        assert Unit.objects.filter(code=f"unit-{n}").only("short_name").first() is None
    (statement,) = [one for one in kept("registry_unit") if "$1" in one]
    assert '"registry_unit"."code" = $1' in statement


def test_what_seeks_is_kept_with_its_values_since_its_plan_hangs_on_them() -> None:
    registry()
    city = Scope(on=date(2022, 9, 1), unit=Unit.objects.get(code="sh-bureau"))
    for _ in range(OFTEN):
        assert desk.page(city, Filters(violation=("litter",))).rows == ()
    # By what leads, and the rows.
    assert ["$1" in one for one in kept("'litter'")] == [False, False]

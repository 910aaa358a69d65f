"""The interface does what its description says, whatever it is sent: schemathesis with every check that it has.

Requests are made up by its rules, always the same ones; ``HUIYIN_API_EXAMPLES`` asks for more of them.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as making
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from doors.api.calling import Caller
from huiyin.doors.api.interface import api
from huiyin.records.problems.actions.lists import freeze
from huiyin.records.problems.models import ListKind, Problem
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, unit

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = int(os.environ.get("HUIYIN_API_EXAMPLES", "20"))
CONFIG = {
    "generation": {
        "deterministic": True,
        "max-examples": EXAMPLES,
        "no-shrink": True,
        "with-security-parameters": False,
    }
}

# The pattern beside each format narrows it to the years of the records; what is made up at large hardly ever fits.
_MOMENTS = st.datetimes(
    min_value=rows.AT.replace(year=2001, tzinfo=None), timezones=st.just(rows.AT.tzinfo)
).filter(lambda moment: moment.year < 2100)
schemathesis.openapi.format("date-time", _MOMENTS.map(lambda moment: moment.isoformat(timespec="seconds")))
schemathesis.openapi.format("date", _MOMENTS.map(lambda moment: moment.date().isoformat()))


DESCRIPTION = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
schema = schemathesis.openapi.from_dict(DESCRIPTION, config=SchemathesisConfig.from_dict(CONFIG))
schema.app = get_wsgi_application()


@pytest.fixture
def known(jingan: Caller, settings: Any) -> Caller:
    """A program in whose area some records are, and that may ask as often as it likes."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.HUIYIN_API_PER_MINUTE = 1_000_000
    for number, text in enumerate((rows.SUNROOM, rows.OUTSIDE, rows.NOT_KNOWN, rows.OTHER_ROOM)):
        jingan.hand_in({"channel": "hotline", "number": str(number), "text": text}, f"key-0000000{number}")
    freeze(by(1), unit().pk, ListKind.PROBLEM, "survey")
    return jingan


def test_the_description_is_the_one_that_is_served(desk: Desk) -> None:
    assert Client().get("/api/v1/openapi.json").json() == DESCRIPTION


# What one request leaves behind the next finds: so it is for programs, too.
@schema.parametrize()
@making(suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_is_answered_as_described(case: schemathesis.Case, known: Caller) -> None:
    case.call_and_validate(
        headers={"Authorization": f"Bearer {known.token}"},
        excluded_checks=[positive_data_acceptance] if tells_what_is_to_come(case.body) else [],
    )


def tells_what_is_to_come(body: object) -> bool:
    """Whether a report has a time later than the clock of these tests, which its description says in words alone."""
    times = ("created_at", "dispatched_at", "signed_at", "reached_at")
    told = [body.get(name) for name in times] if isinstance(body, dict) else []
    return any(isinstance(one, str) and one[:10] >= f"{rows.TODAY}" for one in told)


def test_what_is_there_is_answered_as_described(known: Caller) -> None:
    wanted: list[tuple[str, dict[str, object]]] = [
        *(("reports/{report_id}", {"report_id": pk}) for pk in Report.objects.values_list("pk", flat=True)),
        *(("problems/{problem_id}", {"problem_id": pk}) for pk in Problem.objects.values_list("pk", flat=True)),
        *(("compounds/{compound_id}", {"compound_id": pk}) for pk in Compound.objects.filter(code__in=("t1", "t3")).values_list("pk", flat=True)),
        *(("lists/{kind}", {"kind": kind.value}) for kind in ListKind),
    ]  # fmt: skip
    assert len(wanted) == 4 + 3 + 2 + 3
    for path, named in wanted:
        case = schema[f"/api/v1/{path}"]["GET"].Case(path_parameters=named)
        response = case.call_and_validate(headers={"Authorization": f"Bearer {known.token}"})
        assert response.status_code == 200
    frozen = schema["/api/v1/lists/{kind}"]["GET"].Case(
        path_parameters={"kind": "problem"}, query={"phase": "survey", "version": 1}
    )
    response = frozen.call_and_validate(headers={"Authorization": f"Bearer {known.token}"})
    assert response.json()["version"] == 1
    for path in ("reports", "problems", "lists", "compounds"):
        case = schema[f"/api/v1/{path}"]["GET"].Case(query={"limit": 2})
        response = case.call_and_validate(headers={"Authorization": f"Bearer {known.token}"})
        assert response.status_code == 200
        assert len(next(iter(response.json().values()))) >= 1

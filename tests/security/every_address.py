"""Every address that the resolver knows, filled with the records of an area. A new page is found here by itself.

Where the ids of a new pattern come from is told by the beginning of its route (:data:`SOURCES`); one that nothing here knows
fails the tests, so that it cannot go untried.
"""

from __future__ import annotations

import inspect
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from planted_cases import of_cases, of_steps
from planted_world import CITY, JINGAN, Area, World, compounds_of, problems_of

from huiyin.records.accounts.models import Account
from huiyin.records.accounts.models import Client as Program
from huiyin.records.accounts.roles import Role
from huiyin.records.cases.models import Case
from huiyin.records.problems.models import Link, ListVersion, SurveyForm, Task
from huiyin.records.registry.models import Compound, Firm, Mandate, Officer, Unit
from huiyin.records.reports.models import ImportBatch, LandedRow, Report, Upload

Ids = dict[str, object]


@dataclass(frozen=True, slots=True)
class Address:
    """A pattern of the resolver: its name, its whole route, and the names in it that are filled."""

    name: str
    route: str
    holes: tuple[str, ...]
    view: Callable[..., HttpResponse]

    @property
    def is_api(self) -> bool:
        """Whether it belongs to the programming interface, which has tokens instead of sessions."""
        return self.route.startswith("api/")

    def at(self, ids: Ids) -> str:
        """The path with its holes filled."""
        path = self.route
        for hole in self.holes:
            begin = next(at for at in (path.find(f"<{hole}>"), path.find(f":{hole}>")) if at >= 0)
            begin = path.rindex("<", 0, begin + 1)
            path = f"{path[:begin]}{ids[hole]}{path[path.index('>', begin) + 1 :]}"
        return f"/{path}"


def every() -> list[Address]:
    """All patterns, those that share an address once for each name."""
    return list(_below(get_resolver(), "", ()))


def _below(resolver: URLResolver, prefix: str, spaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = ":".join((*spaces, pattern.name or route))
            yield Address(name, route, tuple(pattern.pattern.converters), pattern.callback)
        else:
            yield from _below(pattern, route, (*spaces, pattern.namespace) if pattern.namespace else spaces)


def _of_problems(area: Area) -> list[Ids]:
    provisional = [one for one in problems_of(area) if one.compound.status == "provisional"]
    known = Compound.objects.get(code=area.code).pk
    links = Link.objects.filter(problem__in=problems_of(area)).order_by("problem_id")
    reports = {link.problem_id: link.report_id for link in links}
    # The provisional one first for whoever merges, last for the others.
    return [
        {"pk": one.pk, "report_id": reports[one.pk], "target_id": known}
        for one in (*problems_of(area), *provisional)
    ]


def _of_compounds(area: Area) -> list[Ids]:
    known = Compound.objects.get(code=area.code).pk
    return [{"pk": one.pk, "target_id": known} for one in compounds_of(area)]


def _pks(found: object) -> list[Ids]:
    return [{"pk": one.pk} for one in found]  # type: ignore[attr-defined]


def _of_batches(area: Area) -> list[Ids]:
    return [
        {"pk": row.batch_id, "row": row.pk}
        for row in LandedRow.objects.filter(batch__unit__code=area.unit, state="refused").order_by("pk")
    ]


def _of_mandates(area: Area) -> list[Ids]:
    return [
        {"pk": one.firm_id, "mandate_id": one.pk} for one in Mandate.objects.filter(compound__code=area.code)
    ]


def _chains(area: Area) -> list[Ids]:
    known = {
        "problem": problems_of(area),
        "task": _tasks(area),
        "report": _reports(area),
        "compound": compounds_of(area),
        "list": ListVersion.objects.filter(unit__code=area.unit),
        "batch": ImportBatch.objects.filter(unit__code=area.unit),
        "upload": Upload.objects.filter(unit__code=area.unit),
        "survey": SurveyForm.objects.filter(compound__code=area.code),
        "account": _accounts(area),
        "case": Case.objects.filter(unit__code=area.unit),
        "client": Program.objects.filter(unit__code=area.unit),
        "firm": Firm.objects.filter(name__startswith=area.firm),
        "officer": Officer.objects.filter(unit__code=area.unit),
    }
    return [{"kind": kind, "pk": one.pk} for kind, found in known.items() for one in list(found)[:1]]


def _tasks(area: Area) -> list[Task]:
    return list(Task.objects.filter(problem__in=problems_of(area)).order_by("-state", "pk"))


def _reports(area: Area) -> list[Report]:
    """Those that declining was proposed of first, then others that wait: with these most can be done."""
    found = Report.objects.filter(unit__code=area.unit, number__in=area.orders).select_related("disposal")
    return sorted(found, key=lambda one: (one.fate != "pending", not hasattr(one, "disposal"), one.pk))


def _to_judge(area: Area) -> list[Report]:
    """Those whose reading waits for a person."""
    return [one for one in _reports(area) if one.pending_reason in ("reading", "place")]


def _uploads(area: Area) -> list[Upload]:
    """That which waits for somebody to look at its columns first: with it most can be done."""
    found = Upload.objects.filter(unit__code=area.unit)
    return sorted(found, key=lambda one: (one.state != "checking", one.pk))


def _accounts(area: Area) -> list[Account]:
    return list(Account.objects.filter(username__startswith=f"{area.unit}.").order_by("pk"))


# The longest beginning of a route that fits counts.
SOURCES: dict[str, Callable[[Area], list[Ids]]] = {
    "problems/": _of_problems,
    "cases/limits/": lambda area: [{"token": "not-signed-here"}],
    "cases/": lambda area: of_cases(area.unit),
    "cases/<int:pk>/step/<str:procedure>/": lambda area: of_steps(area.unit),
    "tasks/undo/": lambda area: [{"token": "not-signed-here"}],
    "tasks/": lambda area: _pks(_tasks(area)),
    "reports/undo/": lambda area: [{"token": "not-signed-here"}],
    "reports/": lambda area: _pks(_reports(area)),
    "review/": lambda area: _pks(_to_judge(area)),
    "compounds/": _of_compounds,
    "survey/": lambda area: _pks(compounds_of(area)),
    "imports/files/": lambda area: _pks(_uploads(area)),
    "imports/": _of_batches,
    "lists/versions/": lambda area: _pks(ListVersion.objects.filter(unit__code=area.unit).order_by("pk")),
    "ledger/": _chains,
    "units/": lambda area: _pks(Unit.objects.filter(code=area.unit)),
    "officers/": lambda area: _pks(Officer.objects.filter(unit__code=area.unit)),
    "firms/": _of_mandates,
    "accounts/": lambda area: _pks(_accounts(area)),
    "clients/": lambda area: _pks(Program.objects.filter(unit__code=area.unit)),
    "map/tiles/": lambda area: [{"name": "base"}],
    "api/v1/reports/": lambda area: [{"report_id": one.pk} for one in _reports(area)],
    "api/v1/problems/": lambda area: [{"problem_id": one.pk} for one in problems_of(area)],
    "api/v1/compounds/": lambda area: [{"compound_id": one.pk} for one in compounds_of(area)],
    "api/v1/lists/": lambda area: [{"kind": kind} for kind in ("problem", "task", "responsibility")],
}


def filled(address: Address, area: Area) -> list[Ids]:
    """The ids of an area's records that fill an address, in the order in which they are tried."""
    if not address.holes:
        return [{}]
    fitting = [beginning for beginning in SOURCES if address.route.startswith(beginning)]
    assert fitting, f"tell every_address.SOURCES where the ids of {address.route} come from"
    found = SOURCES[max(fitting, key=len)](area)
    assert found, f"the planted world has no record of {area.unit} for {address.route}"
    return found[::-1] if address.name.startswith(("problem-merge", "compound-merge")) else found


def seat_of(role: str) -> str:
    """Where the crawled person of a role sits: those who look at the city at the bureau, the others in 静安."""
    city = (Role.CITY_SUPERVISOR, Role.INSPECTOR, Role.AUDITOR, Role.ADMIN)
    return CITY if role in city else JINGAN.unit


def browser(world: World, username: str, **kwargs: object) -> Client:
    """A browser in which somebody is signed in; what breaks is answered with 500, as in the street."""
    client = Client(raise_request_exception=False, **kwargs)  # type: ignore[arg-type]
    client.force_login(world.people[username])
    return client


def whole(response: HttpResponse) -> bytes:
    """The body, also of an answer that is streamed."""
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def words_in(response: HttpResponse) -> str:
    """All that an answer tells: headers, and the body as its reader would read it (cells of workbooks, strings of JSON)."""
    body, kind = whole(response), response.headers.get("Content-Type", "")
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    if "spreadsheetml" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            text = "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    elif "json" in kind:
        text = json.dumps(json.loads(body), ensure_ascii=False)
    else:
        text = body.decode("utf-8", "replace")
    return f"{headers}\n\n{text}"


def rights_at(address: Address) -> tuple[str, ...]:
    """The rights of which any opens an address, as its gate (``gate.needs``) holds them; none where there is no gate."""
    view: Callable[..., HttpResponse] | None = address.view
    while view is not None:
        held = inspect.getclosurevars(view).nonlocals
        if "rights" in held:
            return tuple(held["rights"])
        view = getattr(view, "__wrapped__", None)
    return ()

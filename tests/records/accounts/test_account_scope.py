"""The area of an account: exactly the compounds that it may see, and never one of somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import combinations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huiyin.records.accounts.actions.accounts import Seat
from huiyin.records.accounts.actions.clients import open_client
from huiyin.records.accounts.models import Account, Client
from huiyin.records.accounts.scope import scope_of
from huiyin.records.registry.models import (
    Compound,
    CompoundScope,
    District,
    Firm,
    Mandate,
    Neighbourhood,
    Partner,
    Subdistrict,
    Unit,
)
from records.accounts.account_rows import at, by, opened

pytestmark = pytest.mark.usefixtures("registry")
TODAY = date(2022, 9, 15)
Status = Compound.Status


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def team_of(district: str, number: int) -> Unit:
    return Unit.objects.filter(kind="team", parent__code=district).order_by("rank")[number]


def place(name: str, unit: Unit, **more: object) -> Compound:
    """A known compound in the area of a district's unit or of a team."""
    return Compound.objects.create(
        code=name,
        name=name,
        status=Status.KNOWN,
        district=unit.district,
        subdistrict=unit.subdistrict,
        counting_unit=unit if unit.addressed else unit.parent,
        **more,
    )


def sees(seat: Seat, role: str = "clerk", on: date = TODAY) -> list[str]:
    """The names of the compounds that somebody of the seat may see on a day."""
    account = opened(f"someone{Account.objects.count()}", role, seat=seat)
    return sorted(scope_of(account, on).compounds().values_list("name", flat=True))


@pytest.fixture
def city() -> dict[str, Compound]:
    """Compounds of two districts, of two teams of one of them, in a brigade's scope, provisional and merged."""
    jingan, minhang, first, second = (
        unit("jingan"),
        unit("minhang"),
        team_of("jingan", 0),
        team_of("jingan", 1),
    )
    made = {
        "j": place("j", jingan),
        "j1": place("j1", first),
        "j2": place("j2", second),
        "m": place("m", minhang),
        "ml": place("ml", minhang),
    }
    CompoundScope.objects.create(compound=made["ml"], unit=unit("lingang"))
    # Texts of a team of 静安 named a place of which nobody knows yet where it lies.
    made["p1"] = Compound.objects.create(
        name="p1", status=Status.PROVISIONAL, scope_unit=first, provisional_key="p1", counting_unit=jingan
    )
    made["gone"] = place("gone", jingan)
    Compound.objects.filter(pk=made["gone"].pk).update(status=Status.MERGED, merged_into=made["j"])
    return made


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("jingan", ["j", "j1", "j2", "p1"]),
        ("minhang", ["m", "ml"]),
        ("lingang", ["ml"]),
        ("airport", []),
        ("sh-bureau", ["j", "j1", "j2", "m", "ml", "p1"]),
    ],
)
def test_a_unit_sees_its_area(city: dict[str, Compound], code: str, names: list[str]) -> None:
    assert sees(at(code)) == names


def test_a_team_sees_its_subdistrict_and_what_its_texts_named(city: dict[str, Compound]) -> None:
    assert sees(Seat(unit_id=team_of("jingan", 0).pk)) == ["j1", "p1"]
    assert sees(Seat(unit_id=team_of("jingan", 1).pk)) == ["j2"]


def test_a_committee_sees_its_own_compounds(city: dict[str, Compound]) -> None:
    team = team_of("jingan", 0)
    here, beside = Neighbourhood.objects.filter(subdistrict=team.subdistrict).order_by("pk")[:2]
    place("n1", team, neighbourhood=here)
    place("n2", team, neighbourhood=beside)
    assert sees(Seat(neighbourhood_id=here.pk), "neighbourhood-contact") == ["n1"]


@pytest.mark.parametrize(
    ("since", "until", "seen"),
    [
        (None, None, True),
        (None, TODAY, True),
        (TODAY, None, True),
        (date(2022, 9, 1), date(2022, 9, 30), True),
        (date(2022, 9, 16), None, False),
        (None, date(2022, 9, 14), False),
    ],
)
def test_a_firm_sees_what_it_manages_on_the_day(
    city: dict[str, Compound], since: date | None, until: date | None, seen: bool
) -> None:
    ours, theirs = Firm.objects.create(name="安居物业"), Firm.objects.create(name="宜居物业")
    Mandate.objects.create(compound=city["j"], firm=ours, from_date=since, until=until)
    Mandate.objects.create(compound=city["m"], firm=theirs)
    assert sees(Seat(firm_id=ours.pk), "property-manager") == ["j"] * seen


def test_a_firm_whose_mandate_is_for_a_merged_compound_sees_nothing(city: dict[str, Compound]) -> None:
    ours = Firm.objects.create(name="安居物业")
    Mandate.objects.create(compound=city["gone"], firm=ours)
    assert sees(Seat(firm_id=ours.pk), "property-manager") == []


def test_a_partner_body_sees_its_area_and_one_of_the_city_everything(city: dict[str, Compound]) -> None:
    team = team_of("jingan", 0)
    district = District.objects.get(name="静安区")
    neighbourhood = Neighbourhood.objects.filter(subdistrict=team.subdistrict).order_by("pk")[0]
    place("n1", team, neighbourhood=neighbourhood)
    areas: list[tuple[dict[str, object], list[str]]] = [
        ({"district": district}, ["j", "j1", "j2", "n1"]),
        ({"subdistrict": team.subdistrict}, ["j1", "n1"]),
        ({"neighbourhood": neighbourhood}, ["n1"]),
        ({}, ["j", "j1", "j2", "m", "ml", "n1", "p1"]),
    ]
    for number, (area, names) in enumerate(areas):
        body = Partner.objects.create(kind="police", name=f"派出所{number}", **area)
        assert sees(Seat(partner_id=body.pk), "partner") == names


def test_whose_work_is_seen_is_that_of_the_own_unit_and_its_teams(city: dict[str, Compound]) -> None:
    jingan = unit("jingan")
    district = set(scope_of(opened("wu"), TODAY).units())
    assert district == {jingan, *Unit.objects.filter(parent=jingan)}
    team = team_of("jingan", 0)
    assert list(scope_of(opened("chen", seat=Seat(unit_id=team.pk)), TODAY).units()) == [team]
    everywhere = scope_of(opened("gu", "city-supervisor", seat=at("sh-bureau")), TODAY)
    assert (everywhere.everywhere, set(everywhere.units())) == (True, set(Unit.objects.all()))
    firm = Firm.objects.create(name="安居物业")
    outside = scope_of(opened("jl", "property-manager", seat=Seat(firm_id=firm.pk)), TODAY)
    assert (outside.everywhere, list(outside.units())) == (False, [])


def test_a_program_sees_what_its_unit_sees(city: dict[str, Compound]) -> None:
    pk, _ = open_client(by(), "平台", unit("minhang").pk, ["problem.read"])
    client = Client.objects.get(pk=pk)
    assert sorted(scope_of(client, TODAY).compounds().values_list("name", flat=True)) == ["m", "ml"]


def test_an_area_is_compiled_without_a_statement_of_its_own(city: dict[str, Compound]) -> None:
    account = opened("wu")
    assert account.unit is not None
    with CaptureQueriesContext(connection) as told:
        scope = scope_of(account, TODAY)
        scope.compounds()
        scope.units()
    assert len(told) == 0


@contextmanager
def undone() -> Iterator[None]:
    """What is made within is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Where a compound may lie: the district's unit or team, whether a brigade has it in its scope, whose texts named it.
PLACES = st.tuples(st.integers(0, 5), st.sampled_from(["", "lingang", "airport"]), st.integers(-1, 5))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(places=st.lists(PLACES, max_size=12))
def test_units_without_overlap_share_only_what_somebody_put_into_both(
    places: list[tuple[int, str, int]],
) -> None:
    with undone():
        jingan, minhang = unit("jingan"), unit("minhang")
        local = [
            jingan,
            minhang,
            team_of("jingan", 0),
            team_of("jingan", 1),
            team_of("minhang", 0),
            team_of("minhang", 1),
        ]
        brigades = [unit("lingang"), unit("airport")]
        shared: set[int] = set()
        for number, (where, brigade, named_by) in enumerate(places):
            lies = local[where]
            if named_by >= 0:
                teller = local[named_by]
                compound = Compound.objects.create(
                    name=f"c{number}",
                    status=Status.PROVISIONAL,
                    district=lies.district,
                    subdistrict=lies.subdistrict,
                    scope_unit=teller,
                    provisional_key=f"c{number}",
                    counting_unit=jingan,
                )
                if not related(lies, teller):
                    shared.add(compound.pk)
            else:
                compound = place(f"c{number}", lies)
            if brigade:
                CompoundScope.objects.create(compound=compound, unit=unit(brigade))
                shared.add(compound.pk)
        seen = {
            each: set(scope_of(Client(unit=each), TODAY).compounds().values_list("pk", flat=True))
            for each in (*local, *brigades)
        }
        for one, other in combinations(seen, 2):
            if not related(one, other):
                assert seen[one] & seen[other] <= shared, (one.code, other.code)
        # Nothing is lost: each compound is seen by a district or a brigade.
        assert set().union(*seen.values()) == set(Compound.objects.values_list("pk", flat=True))


def related(one: Unit, other: Unit) -> bool:
    """Whether one unit is the other, or stands above it: then their areas overlap by nature."""
    return one == other or one.parent_id == other.pk or other.parent_id == one.pk


def test_subdistricts_of_the_teams_differ() -> None:
    # The property above would say nothing if two teams had one subdistrict.
    teams = [team_of("jingan", 0), team_of("jingan", 1), team_of("minhang", 0), team_of("minhang", 1)]
    assert len({team.subdistrict_id for team in teams}) == 4
    assert Subdistrict.objects.count() > 30
